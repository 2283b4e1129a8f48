import { randomInt } from 'node:crypto';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** The pauses that Standard Webhooks recommends, between one attempt and the next. */
const PAUSES_MS = [5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 10 * HOUR];
/** At most this share is added, so that what failed together is not retried together. */
const JITTER = 0.1;
const STEPS = 2 ** 32;
/** The longest wait that an endpoint may ask for. */
const LONGEST_WAIT_MS = 24 * HOUR;

/**
 * How long until the next attempt.
 * @param attempts those made so far
 * @param random in [0, 1)
 * @returns undefined after the last attempt
 */
export function pauseAfter(attempts: number, random = randomInt(STEPS) / STEPS): number | undefined {
  const pause = PAUSES_MS[attempts - 1];
  return pause === undefined ? undefined : Math.round(pause * (1 + JITTER * random));
}

/** What `Retry-After` asks for, in milliseconds: seconds, or a date by our own wall clock; 0 if it says nothing. */
export function retryAfterMs(header: string | undefined, wall: Date): number {
  if (header === undefined) return 0;
  const asked = /^\s*\d+\s*$/.test(header) ? Number(header) * SECOND : Date.parse(header) - wall.getTime();
  return Number.isNaN(asked) ? 0 : Math.min(Math.max(0, asked), LONGEST_WAIT_MS);
}
