import { api } from '../api/client';
import { serverClock } from '../clock';
import { deviceShelf } from '../shelf';
import { SessionKeeper } from './session.keeper';
import { inTurn } from './turns';

/** Says only that this browser was signed in: who it was, only the cookie knows. */
const KEY = 'telega2go.signed_in';
/** Says that accounts know this browser, even after they signed out here. */
export const KNOWN = 'telega2go.known';

export const keeper = new SessionKeeper({
  refresh: api.refresh,
  inTurn,
  now: () => serverClock.now(),
  onChange: (session) => {
    if (!session) return deviceShelf.removeItem(KEY);
    deviceShelf.setItem(KEY, 'yes');
    deviceShelf.setItem(KNOWN, 'yes');
  },
});

/** The session that is signed in here. */
export const currentSession = keeper.current;

/** Whether coming back is likely to work. */
export const wasSignedIn = (): boolean => deviceShelf.getItem(KEY) !== null;

/** A log-out in one tab applies to the others. */
export function followOtherTabs(): void {
  addEventListener('storage', ({ key, newValue }) => {
    if ((key === KEY || key === null) && newValue === null && currentSession.get()) keeper.drop();
  });
}
