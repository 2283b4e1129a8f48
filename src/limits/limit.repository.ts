/** How much of a limit is used in the window that runs now. */
export type Usage = Readonly<{ used: number; endsAt: Date }>;

/** Counters that every instance shares. */
export abstract class LimitRepository {
  /**
   * Counts one use, atomically, in the window that began with the first use of `key`; a window that is over begins anew.
   * What is acknowledged after this was counted durably with it.
   */
  abstract take(key: string, windowSeconds: number, now: Date): Promise<Usage>;
  /** Forgets windows that are over. */
  abstract purge(now: Date): Promise<void>;
}
