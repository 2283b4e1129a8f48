/** `taken`: by this call. `busy`: it is being handled. `handled`: for good. */
export type Taking = 'taken' | 'busy' | 'handled';

/** Which of Telegram's updates were handled, known to every instance: Telegram may hand one out more than once. */
export abstract class HandledUpdateRepository {
  /**
   * Of all who take an update at the same time one gets it; the others find it `busy` until `busyUntil` is over. Then
   * its handler was interrupted, and the next may take it.
   */
  abstract take(botId: number, updateId: number, now: Date, busyUntil: Date): Promise<Taking>;
  /** It is `handled` from now on. Does nothing where it was not taken. */
  abstract finish(botId: number, updateId: number): Promise<void>;
  /** It could not be handled now: the next may take it at once. Does nothing where it is handled. */
  abstract giveBack(botId: number, updateId: number): Promise<void>;
  /** Forgets what was taken before that time. */
  abstract purge(before: Date): Promise<void>;
}
