import './tokens.css';
import './base.css';
import './parts.css';
import './form.css';
import './waiting.css';
import { render } from 'preact';
import { App } from './app';
import { serverClock } from './clock';
import { followLinks } from './link/link-token';
import { readPending } from './pending';
import { followOtherTabs } from './session/session';
import { deviceShelf } from './shelf';
import { followHistory, go } from './route';
import { learnSettings } from './settings';

followLinks();
followHistory();
followOtherTabs();
comeBack();
void learnSettings();

const place = document.getElementById('app');
if (place) render(<App />, place);

/** A closed app, opened again at its front door, goes on waiting where it was. */
function comeBack(): void {
  if (location.pathname === '/' && readPending(deviceShelf, serverClock.now())) go('/wait', { replace: true });
}
