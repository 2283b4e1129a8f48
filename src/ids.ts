import { createHash, randomFillSync } from 'node:crypto';

const ID_BYTES = 16;
const TIME_BYTES = 6;
const TIME_CHARACTERS = 9;
const REQUEST_CHARACTERS = 22;

/** The kernel is asked once for many ids: a call for each costs more than everything else about it. */
const pool = Buffer.alloc(256 * ID_BYTES);
let used = pool.length;

/** 128 random bits, as 22 characters of base64url. */
export function randomId(): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const id = pool.toString('base64url', used, used + ID_BYTES);
  // What was handed out is nowhere left to be read.
  pool.fill(0, used, used + ID_BYTES);
  used += ID_BYTES;
  return id;
}

/**
 * A time-ordered id with 128 random bits: unguessable, and yet a new row lands at the end of its index
 * (a row inserted at a random place of a large index costs four times as much).
 */
export const timeOrderedId = (now: Date): string => idsSince(now) + randomId();

/** Names a request, in 22 characters: by its time, so that an index of them grows at its end, and 78 random bits. */
export const requestId = (now: Date): string => (idsSince(now) + randomId()).slice(0, REQUEST_CHARACTERS);

/** Before every time-ordered id from this moment on, and behind every earlier one. */
export const idsSince = (moment: Date): string => moment.getTime().toString(36).padStart(TIME_CHARACTERS, '0');

/** What a time-ordered id begins with. */
export const timeOf = (id: string): string => id.slice(0, TIME_CHARACTERS);

const TIME_ORDERED = /^0[0-9a-z]{8}[\w-]+$/;

/** Whether it begins with a time, of these centuries. */
export const isTimeOrdered = (id: string): boolean => TIME_ORDERED.test(id);

/** When a time-ordered id was made. */
export const momentOf = (id: string): Date => new Date(parseInt(timeOf(id), 36));

/** A part of a list that is ordered by such ids, and so by time: behind `after`, before `end`, `limit` of them at most. */
export type Stretch = Readonly<{ after: string; end: string; limit: number }>;

/** 16 bytes as a link carries them: the time in front for the index, 80 random bits behind; what is secret is the MAC. */
export function linkId(now: Date): string {
  const bytes = Buffer.from(randomId(), 'base64url');
  bytes.writeUIntBE(now.getTime(), 0, TIME_BYTES);
  return bytes.toString('base64url');
}

/** As a secret is stored that has more random bits than can be tried, so that nothing slower is needed. */
export const hashOf = (secret: string | Buffer): string => createHash('sha256').update(secret).digest('base64url');
