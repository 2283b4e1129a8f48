import type { Stretch } from '../ids';
import type { Delivery, DeliveryState } from './delivery';

/** Which deliveries; what is absent leaves none out. */
export type Search = Readonly<{ state?: DeliveryState; chatId?: number; verificationId?: string }>;

/** What tells how a message fared, and nothing of whom it was for. */
export type Course = Pick<
  Delivery,
  'id' | 'state' | 'error' | 'requestedAt' | 'deadlineAt' | 'sentAt' | 'deleteAt' | 'deletedAt'
>;

/** `before`: only those that are older than this id. */
export type Page = Readonly<{ before?: string; limit: number }>;

/**
 * The outbox as operators look at it, and those who forget. No search walks through the whole history, however rare what it
 * looks for.
 */
export abstract class DeliveryHistory {
  /** Newest first: ids are ordered by time, so nothing that is put in meanwhile moves a page. */
  abstract list(search: Search, page: Page): Promise<Delivery[]>;
  /** Oldest first, for those who count: each call reads `limit` at most, whatever the history. */
  abstract read(stretch: Stretch): Promise<Course[]>;
  /**
   * Erases up to `limit` of those that have been over since before then, oldest first. What waits, or is in Telegram, stays
   * however old it is. @returns how many
   */
  abstract eraseOver(before: Date, limit: number): Promise<number>;
}
