import { go, route } from './route';
import { tabShelf } from './shelf';

const KEY = 'telega2go.way_back';

/** Whoever has to sign in once more comes back to the page where they are now. */
export function signInAgain(): void {
  tabShelf.setItem(KEY, route.get().path);
  go('/sign-in');
}

/** Whether somebody was asked to sign in once more. */
export const hasWayBack = (): boolean => tabShelf.getItem(KEY) !== null;

/** Where somebody goes on who has just signed in. */
export function goOn(): void {
  const path = tabShelf.getItem(KEY) ?? '/profile';
  tabShelf.removeItem(KEY);
  go(path, { replace: true });
}
