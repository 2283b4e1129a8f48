import { Store } from './store';

/** The path shown. The first page is the browser's; later ones are ours, and move the focus to their headline. */
export const route = new Store({ path: location.pathname, isFirst: true });

/** Goes to a page of this app; `replace` leaves no step back to the page before. */
export function go(path: string, { replace = false } = {}): void {
  if (replace) history.replaceState(null, '', path);
  else history.pushState(null, '', path);
  route.set({ path, isFirst: false });
  scrollTo(0, 0);
}

/** Follows the browser's own back and forward. */
export function followHistory(): void {
  addEventListener('popstate', () => route.set({ path: location.pathname, isFirst: false }));
}
