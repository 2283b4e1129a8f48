import { createHash, timingSafeEqual } from 'node:crypto';

/** Compares a secret that was shown with the one that we know: in constant time, whatever the lengths. */
export const isSameSecret = (given: unknown, known: string): boolean =>
  typeof given === 'string' && timingSafeEqual(sha256(given), sha256(known));

/** The same for secrets that are changed without a break: it takes as long whichever of them it is. */
export const isOneOf = (given: unknown, known: readonly string[]): boolean =>
  known.map((secret) => isSameSecret(given, secret)).includes(true);

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();
