import type { LoginRequest } from './api/types';
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
export const comeBackHere = (): void => tabShelf.setItem(KEY, here());

/** This page, with what it was asked by. */
const here = (): string => route.get().path + location.search;

/** Whether this page is the one that somebody has just signed in for; asked once. */
export function cameBackFrom(): boolean {
  const isBack = tabShelf.getItem(BACK_KEY) === here();
  tabShelf.removeItem(BACK_KEY);
  return isBack;
}

/** Whether somebody was asked to sign in once more. */
export const hasWayBack = (): boolean => tabShelf.getItem(KEY) !== null;

export const forgetWayBack = (): void => tabShelf.removeItem(KEY);

/** The pages on which somebody signs in to an app: by which interaction, or to which app. */
const OF_APPS = /^\/(?:interaction\/([^/]+)|continue\?(?:.*?&)?app=([^&]+))/;

const ofApp = () => OF_APPS.exec(tabShelf.getItem(KEY) ?? '');

/** The page on which somebody signs in to an app by this tab, if they do. */
export const pageOfApp = (): string | undefined => ofApp()?.input;

/** What has sent somebody here, as the server wants to be told it. */
export function sentBy(): Pick<LoginRequest, 'interaction' | 'app'> {
  const [, interaction, app] = ofApp() ?? [];
  return { interaction, app };
}

/** Where somebody goes on who has just signed in. */
export function goOn(): void {
  const path = tabShelf.getItem(KEY) ?? '/profile';
  tabShelf.removeItem(KEY);
  tabShelf.setItem(BACK_KEY, path);
  go(path, { replace: true });
}
