import { Store } from '../store';

/** The secret of the magic link that was opened, in memory alone. */
export const linkToken = new Store<string | null>(null);

type Bar = Pick<Location, 'pathname' | 'hash' | 'search'>;

/** Takes the secret out of `/verify#…` and off the address bar, where it would be seen and kept. */
export function takeLinkToken(bar: Bar, clean: (path: string) => void): string | null {
  if (bar.pathname !== '/verify' || bar.hash.length < 2) return null;
  const secret = bar.hash.slice(1);
  clean(bar.pathname + bar.search);
  return decoded(secret);
}

/** Reads the link now, and again when another link is opened in this very tab. */
export function followLinks(): void {
  const take = () => {
    const token = takeLinkToken(location, (path) => history.replaceState(null, '', path));
    if (token) linkToken.set(token);
  };
  take();
  addEventListener('hashchange', take);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
