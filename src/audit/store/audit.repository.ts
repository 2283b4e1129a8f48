import type { AuditAction } from '../audit.actions';
import type { Actor, Draft, Entry, Link, Subject } from '../audit.entry';

/** `from` counts, `to` does not. */
export type Period = Readonly<{ from?: Date; to?: Date }>;

/** Which entries; what is absent leaves none out. An actor without an id is every actor of its kind. */
export type Search = Period & Readonly<{ action?: AuditAction; actor?: Actor; subject?: Subject }>;

/** What says the same is among so many of one action and one subject, or it is another story. */
export const SAID_AMONG = 100;

/** Where a page ended. */
export type Place = Readonly<{ at: Date; seq: number }>;
export type Page = Readonly<{ before?: Place; limit: number }>;

/** First and last place of a part of the chain. */
export type Part = Readonly<{ from: number; to: number }>;

/** So far may the places of entries be from where their times would have them: a search does not go through all of them. */
export const MOST_APART_MS = 10 * 60_000;

/**
 * The audit: one chain, written by all instances, which only grows at its end and is only cut at its beginning. Nothing in
 * it is ever changed.
 */
export abstract class AuditRepository {
  /**
   * Puts it at the end, once, in the order of the calls; resolves when it is durable.
   * @param unlessSince does nothing where an entry of that time or later says the same of its subject
   * @throws AppError `storage_unavailable`
   */
  abstract append(draft: Draft, unlessSince?: Date): Promise<void>;
  /** Newest first, by time. No search for one thing walks through all others. */
  abstract list(search: Search, page: Page): Promise<Entry[]>;
  /** In the order of the chain: those behind `seq`. */
  abstract read(seq: number, limit: number): Promise<Entry[]>;
  /**
   * The smallest part of the chain that has every entry of a period; undefined where there is none. Clocks that were apart,
   * by `MOST_APART_MS` at most, leave others in it, too.
   */
  abstract partOf(period: Period): Promise<Part | undefined>;
  /** What the first entry has to hang on: the last one that was erased, or `GENESIS`. */
  abstract head(): Promise<Link>;
  /**
   * Erases the oldest, `limit` at most, up to the last one among them that is older than `before`, and keeps the new head.
   * @returns how many are gone
   */
  abstract eraseBefore(before: Date, limit: number): Promise<number>;
}
