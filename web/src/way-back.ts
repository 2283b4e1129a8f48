import { go, route } from './route';
import { tabShelf } from './shelf';

const KEY = 'telega2go.way_back';
const BACK_KEY = 'telega2go.came_back';

/** Whoever has to sign in once more comes back to the page where they are now. */
export function signInAgain(): void {
  comeBackHere();
  go('/sign-in');
}

/** Whoever signs in next in this tab comes back to this page. */
export const comeBackHere = (): void => tabShelf.setItem(KEY, route.get().path);

/** Whether this page is the one that somebody has just signed in for; asked once. */
export function cameBackFrom(): boolean {
  const isBack = tabShelf.getItem(BACK_KEY) === route.get().path;
  tabShelf.removeItem(BACK_KEY);
  return isBack;
}

/** Whether somebody was asked to sign in once more. */
export const hasWayBack = (): boolean => tabShelf.getItem(KEY) !== null;

export const forgetWayBack = (): void => tabShelf.removeItem(KEY);

/** The page of the app that somebody signs in to by this tab, if they do. */
export function pageOfApp(): string | undefined {
  const path = tabShelf.getItem(KEY);
  return path?.startsWith('/interaction/') ? path : undefined;
}

/** What that page answers, as the server knows it. */
export const interactionOfApp = (): string | undefined => pageOfApp()?.split('/')[2];

/** Where somebody goes on who has just signed in. */
export function goOn(): void {
  const path = tabShelf.getItem(KEY) ?? '/profile';
  tabShelf.removeItem(KEY);
  tabShelf.setItem(BACK_KEY, path);
  go(path, { replace: true });
}
