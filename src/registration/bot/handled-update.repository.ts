/** `taken`: by this call. `busy`: it is being handled. `handled`: for good. */
export type Taking = 'taken' | 'busy' | 'handled';

/** Which Telegram updates were handled, known to every instance: Telegram may deliver one more than once. */
export abstract class HandledUpdateRepository {
  /**
   * Of parallel callers, one gets the update; the others find it `busy` until `busyUntil` has passed. By then its
   * handler was interrupted, and the next caller may take it.
   */
  abstract take(botId: number, updateId: number, now: Date, busyUntil: Date): Promise<Taking>;
  /** The update is `handled` from now on. Does nothing if it was not taken. */
  abstract finish(botId: number, updateId: number): Promise<void>;
  /** The update could not be handled now: the next caller may take it at once. Does nothing if it is handled. */
  abstract giveBack(botId: number, updateId: number): Promise<void>;
  /** Forgets the updates taken before that time. */
  abstract purge(before: Date): Promise<void>;
}
