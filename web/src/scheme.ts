import { deviceShelf, type Shelf } from './shelf';
import { Store } from './store';

/** How the page looks: as the device wishes, unless the person chose. */
export const schemes = ['system', 'light', 'dark'] as const;

export type Scheme = (typeof schemes)[number];

const KEY = 'telega2go.scheme';

export const scheme = new Store<Scheme>(readScheme(deviceShelf));

export function chooseScheme(chosen: Scheme): void {
  if (chosen === 'system') deviceShelf.removeItem(KEY);
  else deviceShelf.setItem(KEY, chosen);
  scheme.set(chosen);
  showScheme();
}

/** A choice in one tab applies to the others. */
export function followScheme(): void {
  addEventListener('storage', ({ key }) => {
    if (key !== KEY && key !== null) return;
    scheme.set(readScheme(deviceShelf));
    showScheme();
  });
}

/** `tokens.css` has the colours of both; the two `theme-color`s are for what the browser draws around the page. */
export function showScheme(): void {
  const chosen = scheme.get();
  document.documentElement.dataset.scheme = chosen;
  for (const colour of ['light', 'dark']) {
    const meta = document.querySelector<HTMLMetaElement>(`meta[name="theme-color"][data-scheme="${colour}"]`);
    const always = chosen === colour ? 'all' : 'not all';
    if (meta) meta.media = chosen === 'system' ? `(prefers-color-scheme: ${colour})` : always;
  }
}

function readScheme(shelf: Shelf): Scheme {
  const kept = shelf.getItem(KEY);
  return schemes.find((known) => known === kept) ?? 'system';
}
