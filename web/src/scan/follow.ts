import { linkToken } from '../link/link-token';
import { go } from '../route';
import { tokenIn } from './our-link';

/**
 * Goes to the page behind a link of ours, which asks before it does anything: a picture from another person must not
 * sign in the one who scans it. @returns false for any other text
 */
export function followLink(text: string): boolean {
  const token = tokenIn(text, location.origin);
  if (!token) return false;
  linkToken.set(token);
  go('/verify');
  return true;
}
