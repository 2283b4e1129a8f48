import { createHash, timingSafeEqual } from 'node:crypto';

/** Compares a given secret with the known one: in constant time, whatever their lengths. */
export const isSameSecret = (given: unknown, known: string): boolean =>
  typeof given === 'string' && timingSafeEqual(sha256(given), sha256(known));

/** The same for secrets that are rotated without downtime: takes the same time whichever of them matches. */
export const isOneOf = (given: unknown, known: readonly string[]): boolean =>
  known.map((secret) => isSameSecret(given, secret)).includes(true);

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();
