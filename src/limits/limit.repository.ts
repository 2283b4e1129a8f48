/** How much of a limit is used in the window that runs now. */
export type Usage = Readonly<{ used: number; endsAt: Date }>;

/** What is counted of one key, in a window that runs. */
export type Window = Usage & Readonly<{ key: string }>;

/** Keys that begin like this and have `most` uses or more. */
export type Reached = Readonly<{ beginning: string; most: number; limit: number }>;

/** Counters that every instance shares. */
export abstract class LimitRepository {
  /**
   * Counts one use (or `cost` of them), atomically, in the window that began with the first use of `key`; a window that is over begins anew.
   * What is acknowledged after this was counted durably with it.
   */
  abstract take(key: string, windowSeconds: number, now: Date, cost?: number): Promise<Usage>;
  /** Takes one use back in the window that runs, if there is one: it was none after all. */
  abstract giveBack(key: string, now: Date): Promise<void>;
  /** How many keys that begin like this have `most` uses or more in a window that runs. */
  abstract countReached(beginning: string, most: number, now: Date): Promise<number>;
  /** Those that `countReached` counts: `limit` of them at most, the ones that last longest. */
  abstract listReached(reached: Reached, now: Date): Promise<Window[]>;
  /** Forgets windows that are over. */
  abstract purge(now: Date): Promise<void>;
}
