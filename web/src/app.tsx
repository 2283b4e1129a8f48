import type { ComponentChild } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { announce, announcement } from './announcer';
import { LinkScreen } from './link/link.screen';
import { NowhereScreen } from './nowhere.screen';
import { Icon } from './parts/icons';
import { ProfileScreen } from './profile/profile.screen';
import { go, route } from './route';
import { currentSession } from './session/session';
import { settings } from './settings';
import { useStore } from './use-store';
import { WaitingScreen } from './waiting/waiting.screen';
import { SignInScreen, WelcomeScreen } from './welcome/welcome.screen';
import { say } from './words';

const screens: Readonly<Record<string, () => ComponentChild>> = {
  '/': WelcomeScreen,
  '/sign-in': SignInScreen,
  '/wait': WaitingScreen,
  '/verify': LinkScreen,
  '/profile': ProfileScreen,
};

/** The frame around every page: the name, the page, and the one live region. */
export function App() {
  const { path } = useStore(route);
  const { sandbox } = useStore(settings);
  const Screen = screens[path] ?? NowhereScreen;
  return (
    <>
      <header class="top">
        <a class="brand" href="/" onClick={toStart}>
          <img src="/favicon.svg" alt="" width="24" height="24" />
          {say('app.name')}
        </a>
        {sandbox && (
          <a class="badge" href="/sandbox" target="_blank" rel="noopener" aria-label={say('app.sandbox.about')}>
            {say('app.sandbox')}
          </a>
        )}
      </header>
      <main>
        <Screen key={path} />
      </main>
      <OfflineStrip />
      <p class="visually-hidden" role="status" aria-live="polite">
        {useStore(announcement)}
      </p>
    </>
  );
}

/** Stays in this page, which need not be loaded again. */
function toStart(event: MouseEvent): void {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  go(currentSession.get() ? '/profile' : '/');
}

/** Lies over the foot of the page, so that nothing moves when it comes and goes. */
function OfflineStrip() {
  const [isOffline, setOffline] = useState(!navigator.onLine);
  useEffect(() => {
    const look = () => {
      setOffline(!navigator.onLine);
      announce(say(navigator.onLine ? 'app.online' : 'app.offline'));
    };
    addEventListener('online', look);
    addEventListener('offline', look);
    return () => {
      removeEventListener('online', look);
      removeEventListener('offline', look);
    };
  }, []);
  if (!isOffline) return null;
  return (
    <p class="offline">
      <Icon name="careful" />
      {say('app.offline')}
    </p>
  );
}
