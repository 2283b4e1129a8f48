import type { LoginRequest } from './api/types';
import { go, route } from './route';
import { tabShelf } from './shelf';

const KEY = 'telega2go.way_back';
const BACK_KEY = 'telega2go.came_back';

/** Leads to a new sign-in, and back to this page afterwards. */
export function signInAgain(): void {
  comeBackHere();
  go('/sign-in');
}

/** The next sign-in in this tab leads back to this page. */
export const comeBackHere = (): void => tabShelf.setItem(KEY, here());

/** This page, with its query. */
const here = (): string => route.get().path + location.search;

/** Whether the person has just signed in to come back to this page; true only once. */
export function cameBackFrom(): boolean {
  const isBack = tabShelf.getItem(BACK_KEY) === here();
  tabShelf.removeItem(BACK_KEY);
  return isBack;
}

/** Whether a page wants the person back after a new sign-in. */
export const hasWayBack = (): boolean => tabShelf.getItem(KEY) !== null;

export const forgetWayBack = (): void => tabShelf.removeItem(KEY);

/** The pages for signing in to an app, with their interaction or app. */
const OF_APPS = /^\/(?:interaction\/([^/]+)|continue\?(?:.*?&)?app=([^&]+))/;

const ofApp = () => OF_APPS.exec(tabShelf.getItem(KEY) ?? '');

/** The page for signing in to an app that this tab came from, if any. */
export const pageOfApp = (): string | undefined => ofApp()?.input;

/** What has sent the person here, as the server's requests name it. */
export function sentBy(): Pick<LoginRequest, 'interaction' | 'app'> {
  const [, interaction, app] = ofApp() ?? [];
  return { interaction, app };
}

/** Goes on after a sign-in: to the page that wanted it, or to the profile. */
export function goOn(): void {
  const path = tabShelf.getItem(KEY) ?? '/profile';
  tabShelf.removeItem(KEY);
  tabShelf.setItem(BACK_KEY, path);
  go(path, { replace: true });
}
