import { createHash, randomFillSync } from 'node:crypto';

const ID_BYTES = 16;
const TIME_BYTES = 6;
const TIME_CHARACTERS = 9;
const REQUEST_CHARACTERS = 22;

/** Filled for many ids at once: a system call per id would cost more than everything else about it. */
const pool = Buffer.alloc(256 * ID_BYTES);
let used = pool.length;

/** 128 random bits, as 22 characters of base64url. */
export function randomId(): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const id = pool.toString('base64url', used, used + ID_BYTES);
  // An id that was handed out must not stay readable here.
  pool.fill(0, used, used + ID_BYTES);
  used += ID_BYTES;
  return id;
}

/**
 * A time-ordered id with 128 random bits: unguessable, yet a new row lands at the end of its index (inserting a row at
 * a random place in a large index costs four times as much).
 */
export const timeOrderedId = (now: Date): string => idsSince(now) + randomId();

/** A request's id, in 22 characters: its time, so that an index of such ids grows at its end, and 78 random bits. */
export const requestId = (now: Date): string => (idsSince(now) + randomId()).slice(0, REQUEST_CHARACTERS);

/** Sorts before every time-ordered id from this moment on, and after every earlier one. */
export const idsSince = (moment: Date): string => moment.getTime().toString(36).padStart(TIME_CHARACTERS, '0');

/** The time that a time-ordered id begins with. */
export const timeOf = (id: string): string => id.slice(0, TIME_CHARACTERS);

const TIME_ORDERED = /^0[0-9a-z]{8}[\w-]+$/;

/** True if the id begins with a time, as those made until 2059 do: the first digit is 0. */
export const isTimeOrdered = (id: string): boolean => TIME_ORDERED.test(id);

/** When a time-ordered id was made. */
export const momentOf = (id: string): Date => new Date(parseInt(timeOf(id), 36));

/** Part of a list that is ordered by such ids, and so by time: after `after`, before `end`, at most `limit` of them. */
export type Stretch = Readonly<{ after: string; end: string; limit: number }>;

/** The 16 bytes of a link's id: the time first, for the index, then 80 random bits; the secret of a link is its MAC. */
export function linkId(now: Date): string {
  const bytes = Buffer.from(randomId(), 'base64url');
  bytes.writeUIntBE(now.getTime(), 0, TIME_BYTES);
  return bytes.toString('base64url');
}

/** How a secret is stored that has too many random bits to be guessed, so that no slower hash is needed. */
export const hashOf = (secret: string | Buffer): string => createHash('sha256').update(secret).digest('base64url');
