import { takeLinkToken } from '../link/link-token';

/** The secret in a text that is a magic link of ours; null for any other text. */
export function tokenIn(text: string, origin: string): string | null {
  const url = urlIn(text.trim());
  return url?.origin === origin ? takeLinkToken(url, () => undefined) : null;
}

/** Safari 16 has no `URL.canParse`. */
function urlIn(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}
