import type { Reading } from '../../paging';
import type { Stretch } from '../../ids';
import type { Failure, Status, Verification } from '../verification';

/** How a verification went, without anything about the person. */
export type Course = Pick<
  Verification,
  | ('id' | 'status' | 'purpose' | 'failure' | 'door')
  | ('createdAt' | 'startExpiresAt' | 'deadlineAt' | 'sentAt' | 'expiresAt' | 'endedAt')
>;

/**
 * What a person's verifications are looked up by: `word` is how a typed name, e-mail or username begins; `origin` and
 * `requestId` must match in full.
 */
export type Clue = Readonly<{ word: string } | { origin: string } | { requestId: string }>;

/** Which verifications to find; an absent field excludes none. */
export type Search = Readonly<{
  clue?: Clue;
  /** The status now (`statusAt`), not the stored one. */
  status?: Status;
  failure?: Failure;
  botId?: number;
  /** Begun at or after `from`, and before `to`. */
  from?: Date;
  to?: Date;
}>;

/** How many verifications there are of one kind, and when the last of them began. */
export type VerificationCount = Readonly<{
  status: Status;
  failure?: Failure;
  botId: number;
  appId?: string;
  count: number;
  lastAt: Date;
}>;

/** The spellings in which to look for a word: as typed, in lower case, and capitalised like a name. */
export function spellingsOf(word: string): string[] {
  const small = word.toLowerCase();
  const name = small.replace(/(^|\s)\S/gu, (letter) => letter.toUpperCase());
  return [...new Set([word, small, name])];
}

/** Sorts after everything that begins with `beginning`. */
export const endOf = (beginning: string): string => `${beginning}\u{10ffff}`;

/** At most so many matches per field and spelling are looked through: a single letter fits nearly every name. */
export const MOST_FITTING = 5_000;

/** Past and present verifications, for searching, counting and erasing. */
export abstract class VerificationHistory {
  /** Newest first unless the page says otherwise. A clue uses an index; without one, give a time range. */
  abstract list(search: Search, page: Reading, now: Date): Promise<Verification[]>;
  /** Counts the verifications begun between `from` and `to`, by current status and failure, bot and app. */
  abstract count(from: Date, to: Date, now: Date): Promise<VerificationCount[]>;
  /** Oldest first; each call reads at most `limit`, however long the history. */
  abstract read(stretch: Stretch): Promise<Course[]>;
  /**
   * Erases up to `limit` verifications that were over before `before`, oldest first: since then no code or link of
   * theirs was valid, and nothing happened to them. @returns how many
   */
  abstract eraseOver(before: Date, limit: number): Promise<number>;
}
