/** How much of a limit is used in the window that is running. */
export type Usage = Readonly<{ used: number; endsAt: Date }>;

/** The usage of one key, in a window that is running. */
export type Window = Usage & Readonly<{ key: string }>;

/** Keys that start with `beginning` and have at least `most` uses. */
export type Reached = Readonly<{ beginning: string; most: number; limit: number }>;

/** Counters that every instance shares. */
export abstract class LimitRepository {
  /**
   * Counts one use (or `cost` uses), atomically, in the window that began with the first use of `key`; if that window
   * is over, a new one begins. Once a later write is acknowledged, this count is durable, too.
   */
  abstract take(key: string, windowSeconds: number, now: Date, cost?: number): Promise<Usage>;
  /** Takes one use back in the running window, if there is one: it turned out not to be a use. */
  abstract giveBack(key: string, now: Date): Promise<void>;
  /** How many keys that start with `beginning` have at least `most` uses in a running window. */
  abstract countReached(beginning: string, most: number, now: Date): Promise<number>;
  /** The windows that `countReached` counts: at most `limit`, those that last longest. */
  abstract listReached(reached: Reached, now: Date): Promise<Window[]>;
  /** Forgets windows that are over. */
  abstract purge(now: Date): Promise<void>;
}
