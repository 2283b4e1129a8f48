import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { clock } from '../../clock';

/** Failures are normal this long: the sandbox lives on our own port, which opens only after the bots have started. */
export const QUIET_START_MS = 3000;

/** Time and randomness, passed in. */
export type Timing = Readonly<{
  /** Milliseconds since 1970, as deadlines count them. */
  now: () => number;
  /** Milliseconds of a monotonic clock. */
  elapsed: () => number;
  /** Rejects when the signal is aborted. */
  sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** In [0, 1). */
  random: () => number;
}>;

const RANDOM_STEPS = 2 ** 32;
/** A longer timer would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

async function sleepFor(ms: number, signal?: AbortSignal): Promise<void> {
  let left = ms;
  do {
    await delay(Math.min(left, LONGEST_TIMER_MS), undefined, { signal });
    left -= LONGEST_TIMER_MS;
  } while (left > 0);
}

export const systemTiming: Timing = {
  now: () => clock.now().getTime(),
  elapsed: () => clock.elapsed(),
  sleep: sleepFor,
  random: () => randomInt(RANDOM_STEPS) / RANDOM_STEPS,
};
