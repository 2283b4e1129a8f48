import { z } from 'zod';

/** What `APPS_FILE` and the settings of the app `default` have in common. */
export const appName = z
  .string()
  .trim()
  .refine((text) => /^[^\p{Cc}\p{Zl}\p{Zp}]{1,64}$/u.test(text), 'must be 1 to 64 characters on one line');

export const appLogo = z
  .string()
  .refine((text) => isLogo(text), 'must be an http or https URL of a picture, without credentials');

export const appColor = z.string().regex(/^#[0-9a-f]{6}$/i, 'must be a colour such as #1f6feb');

function isLogo(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return ['http:', 'https:'].includes(protocol) && !username && !password;
}
