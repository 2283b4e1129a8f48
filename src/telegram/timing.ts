import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';

/** Time and chance, handed in. */
export type Timing = Readonly<{
  /** Milliseconds since 1970. */
  now: () => number;
  /** Rejects when the signal is aborted. */
  sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** In [0, 1). */
  random: () => number;
}>;

const RANDOM_STEPS = 2 ** 32;

export const systemTiming: Timing = {
  now: () => Date.now(),
  sleep: (ms, signal) => delay(ms, undefined, { signal }),
  random: () => randomInt(RANDOM_STEPS) / RANDOM_STEPS,
};
