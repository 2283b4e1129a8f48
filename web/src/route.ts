import { Store } from './store';

/** The path shown. The browser opens the first page; later ones are ours, and move the focus to their headline. */
export const route = new Store({ path: location.pathname, isFirst: true });

/** Goes to a page of this app; `replace` leaves no step back to the page before. */
export function go(path: string, { replace = false } = {}): void {
  if (replace) history.replaceState(null, '', path);
  else history.pushState(null, '', path);
  route.set({ path: location.pathname, isFirst: false });
  scrollTo(0, 0);
}

/** Back to where the person came from, or to `start` if this is their first page. */
export function goBack(start: string): void {
  if (route.get().isFirst) go(start);
  else history.back();
}

/** Follows the browser's own back and forward. */
export function followHistory(): void {
  addEventListener('popstate', () => route.set({ path: location.pathname, isFirst: false }));
}

/** For a link of ours: what a press does instead of loading a page; with a key held, the browser opens it elsewhere. */
export const follow =
  (act: () => unknown) =>
  (event: MouseEvent): void => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    act();
  };
