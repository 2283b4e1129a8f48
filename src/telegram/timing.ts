import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { clock } from '../clock';

/** The sandbox lives on our own port, which listens only after the bots were started. */
export const QUIET_START_MS = 3000;

/** Time and chance, handed in. */
export type Timing = Readonly<{
  /** Milliseconds since 1970, as deadlines count them. */
  now: () => number;
  /** Milliseconds of a clock that nobody sets. */
  elapsed: () => number;
  /** Rejects when the signal is aborted. */
  sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** In [0, 1). */
  random: () => number;
}>;

const RANDOM_STEPS = 2 ** 32;

export const systemTiming: Timing = {
  now: () => clock.now().getTime(),
  elapsed: () => clock.elapsed(),
  sleep: (ms, signal) => delay(ms, undefined, { signal }),
  random: () => randomInt(RANDOM_STEPS) / RANDOM_STEPS,
};
