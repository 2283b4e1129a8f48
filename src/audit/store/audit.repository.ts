import type { AuditAction } from '../audit.actions';
import type { Actor, Draft, Entry, Link, Subject } from '../audit.entry';

/** `from` is inclusive, `to` is exclusive. */
export type Period = Readonly<{ from?: Date; to?: Date }>;

/** Which entries; an absent field excludes none. An actor without an id stands for every actor of its kind. */
export type Search = Period & Readonly<{ action?: AuditAction; actor?: Actor; subject?: Subject }>;

/** An entry that says the same is looked for among this many of the same action and subject, and no further. */
export const SAID_AMONG = 100;

/** Where a page ended. */
export type Place = Readonly<{ at: Date; seq: number }>;
export type Page = Readonly<{ before?: Place; limit: number }>;

/** The first and the last number of a part of the chain. */
export type Part = Readonly<{ from: number; to: number }>;

/** How far entries may be out of time order in the chain: so a search need not go through all of them. */
export const MOST_APART_MS = 10 * 60_000;

/**
 * The audit: one chain, written by all instances, that only grows at its end and is only cut at its beginning. Nothing
 * in it is ever changed.
 */
export abstract class AuditRepository {
  /**
   * Appends `draft`, once, in the order of the calls; resolves when it is durable.
   * @param unlessSince does nothing if an entry of that time or later says the same of its subject
   * @throws AppError `storage_unavailable`
   */
  abstract append(draft: Draft, unlessSince?: Date): Promise<void>;
  /** Newest first, by time. A search for one thing does not walk through everything else. */
  abstract list(search: Search, page: Page): Promise<Entry[]>;
  /** The entries after `seq`, in the order of the chain. */
  abstract read(seq: number, limit: number): Promise<Entry[]>;
  /**
   * The smallest part of the chain that has every entry of a period; undefined if there is none. Because clocks differ,
   * by `MOST_APART_MS` at most, it may contain others, too.
   */
  abstract partOf(period: Period): Promise<Part | undefined>;
  /** What the first entry must link to: the last one that was erased, or `GENESIS`. */
  abstract head(): Promise<Link>;
  /**
   * Erases the oldest entries, `limit` at most, up to the last of them older than `before`, and stores the new head.
   * @returns how many were erased
   */
  abstract eraseBefore(before: Date, limit: number): Promise<number>;
}
