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

/** The page on which somebody signs in to an app by this tab, if they do. */
export function pageOfApp(): string | undefined {
  const path = tabShelf.getItem(KEY);
  return path && /^\/(interaction\/|continue\?)/.test(path) ? path : undefined;
}

/** What that page answers, as the server knows it. */
export const interactionOfApp = (): string | undefined => /^\/interaction\/([^/]+)/.exec(pageOfApp() ?? '')?.[1];

/** What has sent somebody here, as the server wants to be told it. */
export function sentBy(): Pick<LoginRequest, 'interaction' | 'app'> {
  const query = pageOfApp()?.split('?')[1];
  return { interaction: interactionOfApp(), app: new URLSearchParams(query).get('app') ?? undefined };
}

/** Where somebody goes on who has just signed in. */
export function goOn(): void {
  const path = tabShelf.getItem(KEY) ?? '/profile';
  tabShelf.removeItem(KEY);
  tabShelf.setItem(BACK_KEY, path);
  go(path, { replace: true });
}
