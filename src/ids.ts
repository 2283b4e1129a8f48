import { randomBytes } from 'node:crypto';

/** 128 random bits, as 22 characters of base64url. */
export const randomId = (): string => randomBytes(16).toString('base64url');

/**
 * A time-ordered id with 128 random bits: unguessable, and yet a new row lands at the end of its index
 * (a row inserted at a random place of a large index costs four times as much).
 */
export const timeOrderedId = (now: Date): string => now.getTime().toString(36).padStart(9, '0') + randomId();

/** What `timeOrderedId` makes. */
export const timeOrderedIdPattern = /^[0-9a-z]{9}[\w-]{22}$/;
