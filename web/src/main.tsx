import './tokens.css';
import './base.css';
import './parts.css';
import './form.css';
import './waiting.css';
import './scan.css';
import { render } from 'preact';
import { confirmation } from './announcer';
import { App } from './app';
import { brand, followBrand } from './brand';
import { serverClock } from './clock';
import { followConnection } from './connection';
import { followInstall } from './install/install';
import { followLanguage, spoken } from './language/language';
import { followLinks } from './link/link-token';
import { readPending } from './pending';
import { followHistory, go, route } from './route';
import { followScheme, showScheme } from './scheme';
import { followOtherTabs } from './session/session';
import { askSettings } from './settings/app.settings';
import { deviceShelf } from './shelf';
import { followTranslators } from './translated';
import { followVersions } from './update/update';

showScheme();
const painted = followBrand();
followScheme();
const spoke = followLanguage(brand);
followLinks();
followHistory();
// A confirmation from one page may no longer be true on the next.
route.subscribe(() => confirmation.set(''));
followOtherTabs();
followConnection(() => void askSettings());
followTranslators(document.body);
followInstall();
comeBack();
const asked = askSettings();
void followVersions();
spoken.subscribe(({ language }) => (document.documentElement.lang = language));
// If the browser says that there is no connection, wait for the server: only its silence proves it.
void Promise.all([spoke, navigator.onLine || asked, painted]).then(show);

function show(): void {
  const place = document.getElementById('app');
  if (place) render(<App />, place);
}

/** A closed app that is opened again at its front door goes back to the waiting room. */
function comeBack(): void {
  if (location.pathname === '/' && readPending(deviceShelf, serverClock.now())) go('/wait', { replace: true });
}
