import { takeLinkToken } from '../link/link-token';

/** The secret of a text that is a magic link of ours; null for every other text. */
export function tokenIn(text: string, origin: string): string | null {
  const link = text.trim();
  if (!URL.canParse(link)) return null;
  const url = new URL(link);
  return url.origin === origin ? takeLinkToken(url, () => undefined) : null;
}
