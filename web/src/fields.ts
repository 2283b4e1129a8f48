import { EMAIL, lengthOf, MAX_EMAIL, MAX_LINE, VISIBLE } from '../../src/fields/patterns';

export { CHAT_ID, PHONE, USERNAME } from '../../src/fields/patterns';

export const isName = (text: string): boolean => VISIBLE.test(text) && lengthOf(text) <= MAX_LINE;

/** The domain may be in any script: the server has it in ASCII, and so do e-mail fields in most browsers. */
export function isEmail(text: string): boolean {
  const at = text.lastIndexOf('@');
  const ascii = text.slice(0, at + 1) + asciiDomain(text.slice(at + 1));
  return EMAIL.test(ascii) && ascii.length <= MAX_EMAIL;
}

/** The username in what people type or paste: with an @, or as a link to Telegram. */
export const usernameIn = (typed: string): string => typed.trim().replace(/^(@|(https?:\/\/)?t\.me\/)/i, '');

function asciiDomain(domain: string): string {
  try {
    return /[^\0-\x7f]/.test(domain) ? new URL(`http://${domain}`).hostname : domain;
  } catch {
    return '';
  }
}
