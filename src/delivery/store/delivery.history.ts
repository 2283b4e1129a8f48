import type { Reading } from '../../paging';
import type { Stretch } from '../../ids';
import type { Delivery, DeliveryKind, DeliveryState } from '../delivery';

/** Which deliveries to find; an absent criterion excludes none. */
export type Search = Readonly<{
  state?: DeliveryState;
  chatId?: number;
  verificationId?: string;
  botId?: number;
  /** The last error, word for word. */
  error?: string;
  kind?: DeliveryKind;
  /** Requested at `from` or later, and before `to`. */
  from?: Date;
  to?: Date;
}>;

/** How many deliveries have this state, error and bot. */
export type DeliveryCount = Readonly<{ state: DeliveryState; error?: string; botId: number; count: number }>;

/** How a message fared, and nothing about the person. */
export type Course = Pick<
  Delivery,
  'id' | 'kind' | 'state' | 'error' | 'requestedAt' | 'deadlineAt' | 'sentAt' | 'deleteAt' | 'deletedAt'
>;

/**
 * The outbox as operators search it and retention erases from it. No search scans the whole history, however rare its
 * matches: a search by bot or kind alone needs a `from`.
 */
export abstract class DeliveryHistory {
  /** Newest first by default: ids are ordered by time, so rows that are added meanwhile do not shift a page. */
  abstract list(search: Search, page: Reading): Promise<Delivery[]>;
  /** Counts the messages of a period by state, error and bot; removals and tests are left out. */
  abstract count(from: Date, to: Date): Promise<DeliveryCount[]>;
  /** Oldest first, for statistics: each call reads at most `limit` rows, however long the history. */
  abstract read(stretch: Stretch): Promise<Course[]>;
  /**
   * Erases up to `limit` rows that were over before `before`, oldest first. What waits, or is in Telegram, stays
   * however old it is. @returns how many
   */
  abstract eraseOver(before: Date, limit: number): Promise<number>;
}
