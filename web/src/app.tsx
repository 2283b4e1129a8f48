import type { ComponentType } from 'preact';
import { announcement } from './announcer';
import { connection } from './connection';
import { ConfirmationStrip } from './frame/confirmation-strip';
import { NowhereScreen } from './frame/nowhere.screen';
import { needsConnection, OfflineScreen } from './frame/offline.screen';
import { OfflineStrip } from './frame/offline-strip';
import { TopBar } from './frame/top-bar';
import { spoken } from './language/language';
import { LinkScreen } from './link/link.screen';
import { later } from './parts/later';
import { route } from './route';
import { UpdateStrip } from './update/update-strip';
import { useStore } from './use-store';
import { WaitingScreen } from './waiting/waiting.screen';
import { RegisterScreen, SignInScreen, WelcomeScreen } from './welcome/welcome.screen';

const ProfileScreen = later(async () => (await import('./profile/profile.screen')).ProfileScreen);
const SettingsScreen = later(async () => (await import('./settings/settings.screen')).SettingsScreen);
const SessionsScreen = later(async () => (await import('./profile/sessions.screen')).SessionsScreen);

const InteractionScreen = later(async () => (await import('./interaction/interaction.screen')).InteractionScreen);

const screens: Readonly<Record<string, ComponentType>> = {
  '/': WelcomeScreen,
  '/register': RegisterScreen,
  '/sign-in': SignInScreen,
  '/wait': WaitingScreen,
  '/verify': LinkScreen,
  '/profile': ProfileScreen,
  '/sessions': SessionsScreen,
  '/settings': SettingsScreen,
  '/continue': InteractionScreen,
};

/** The frame around every page: the bar, the page, the strips over its foot, and the one live region. */
export function App() {
  // Renders everything again when the language changes.
  useStore(spoken);
  return (
    <>
      <TopBar />
      <main>
        <Page />
      </main>
      <div class="strips">
        <ConfirmationStrip />
        <OfflineStrip />
        <UpdateStrip />
      </div>
      <p class="visually-hidden" role="status" aria-live="polite">
        {useStore(announcement)}
      </p>
    </>
  );
}

function Page() {
  const { path } = useStore(route);
  const { wasSeen } = useStore(connection);
  if (!wasSeen && needsConnection(path)) return <OfflineScreen key={path} path={path} />;
  const Screen = screens[path] ?? (path.startsWith('/interaction/') ? InteractionScreen : NowhereScreen);
  return <Screen key={path} />;
}
