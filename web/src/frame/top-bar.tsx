import { Icon } from '../parts/icons';
import { follow, go, route } from '../route';
import { currentSession } from '../session/session';
import { settings } from '../settings/app.settings';
import { useStore } from '../use-store';
import { say } from '../words';

/** The product's name, which leads to the start, and the way to the settings. */
export function TopBar() {
  const { path } = useStore(route);
  const { sandbox } = useStore(settings);
  const session = useStore(currentSession);
  return (
    <header class="top">
      <a class="brand" href="/" onClick={follow(() => go(session ? '/profile' : '/'))}>
        <img src="/favicon.svg" alt="" width="24" height="24" />
        {say('app.name')}
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
          <span class="initial" aria-hidden="true" translate={false}>
            {initialOf(session.user.name)}
          </span>
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

/** As people see it: an emoji or a letter with its marks is one. */
const initialOf = (name: string): string => {
  const [first] = new Intl.Segmenter().segment(name);
  return (first?.segment ?? '').toUpperCase();
};
