import { useState } from 'preact/hooks';
import { brand, OWN, type Shown } from '../brand';
import { Icon } from '../parts/icons';
import { Portrait } from '../parts/portrait';
import { follow, go, route } from '../route';
import { currentSession } from '../session/session';
import { settings } from '../settings/app.settings';
import { useStore } from '../use-store';
import { say } from '../words';

/** The name of the app that people sign in to, which leads to the start, and the way to the settings. */
export function TopBar() {
  const { path } = useStore(route);
  const { sandbox } = useStore(settings);
  const shown = useStore(brand);
  const session = useStore(currentSession);
  return (
    <header class="top">
      <a class="brand" href="/" onClick={follow(() => go(session ? '/profile' : '/'))}>
        <Logo of={shown} key={shown.logo} />
        <span>{shown.name}</span>
      </a>
      {sandbox && (
        <a class="badge" href="/sandbox" target="_blank" rel="noopener" aria-label={say('app.sandbox.about')}>
          {say('app.sandbox')}
        </a>
      )}
      {session && (
        <a
          class="icon-link"
          href="/profile"
          aria-label={say('app.account', { name: session.user.name })}
          aria-current={path === '/profile' ? 'page' : undefined}
          onClick={follow(() => path !== '/profile' && go('/profile'))}
        >
          <Portrait id={session.user.id} name={session.user.name} />
        </a>
      )}
      <a
        class="icon-link"
        href="/settings"
        aria-label={say('app.settings')}
        aria-current={path === '/settings' ? 'page' : undefined}
        onClick={follow(() => path !== '/settings' && go('/settings'))}
      >
        <Icon name="settings" />
      </a>
    </header>
  );
}

/** Without a logo, or if it cannot be loaded, an app shows its name alone; ours has the icon it is installed with. */
function Logo({ of: { id, logo } }: { of: Pick<Shown, 'id' | 'logo'> }) {
  const [isLost, setLost] = useState(false);
  const own = id === OWN ? '/favicon.svg' : null;
  const src = isLost ? own : (logo ?? own);
  return src && <img src={src} alt="" width="24" height="24" onError={() => setLost(true)} />;
}
