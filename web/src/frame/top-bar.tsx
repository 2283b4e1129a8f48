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
  return (
    <header class="top">
      <a class="brand" href="/" onClick={follow(() => go(currentSession.get() ? '/profile' : '/'))}>
        <img src="/favicon.svg" alt="" width="24" height="24" />
        {say('app.name')}
      </a>
      {sandbox && (
        <a class="badge" href="/sandbox" target="_blank" rel="noopener" aria-label={say('app.sandbox.about')}>
          {say('app.sandbox')}
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
