import type { Reading } from '../../paging';
import type { Stretch } from '../../ids';
import type { Delivery, DeliveryKind, DeliveryState } from '../delivery';

/** Which deliveries; what is absent leaves none out. */
export type Search = Readonly<{
  state?: DeliveryState;
  chatId?: number;
  verificationId?: string;
  botId?: number;
  /** The last thing that was said against it, word for word. */
  error?: string;
  kind?: DeliveryKind;
  /** Asked for from then on, and before then. */
  from?: Date;
  to?: Date;
}>;

/** How many there are of one sort. */
export type DeliveryCount = Readonly<{ state: DeliveryState; error?: string; botId: number; count: number }>;

/** What tells how a message fared, and nothing of the person. */
export type Course = Pick<
  Delivery,
  'id' | 'kind' | 'state' | 'error' | 'requestedAt' | 'deadlineAt' | 'sentAt' | 'deleteAt' | 'deletedAt'
>;

/**
 * The outbox as operators look at it, and those who forget. No search walks through the whole history, however rare what it
 * looks for: by bot or kind alone it must be told from when.
 */
export abstract class DeliveryHistory {
  /** Newest first: ids are ordered by time, so nothing that is put in meanwhile moves a page. */
  abstract list(search: Search, page: Reading): Promise<Delivery[]>;
  /** How many of the messages of a time there are of each state, error and bot; removals and tests are left out. */
  abstract count(from: Date, to: Date): Promise<DeliveryCount[]>;
  /** Oldest first, for those who count: each call reads `limit` at most, whatever the history. */
  abstract read(stretch: Stretch): Promise<Course[]>;
  /**
   * Erases up to `limit` of those that have been over since before then, oldest first. What waits, or is in Telegram, stays
   * however old it is. @returns how many
   */
  abstract eraseOver(before: Date, limit: number): Promise<number>;
}
