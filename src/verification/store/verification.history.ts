import type { Reading } from '../../paging';
import type { Stretch } from '../../ids';
import type { Failure, Status, Verification } from '../verification';

/** What tells how a verification went, and nothing of the person. */
export type Course = Pick<
  Verification,
  | ('id' | 'status' | 'purpose' | 'failure' | 'door')
  | ('createdAt' | 'startExpiresAt' | 'deadlineAt' | 'sentAt' | 'expiresAt' | 'endedAt')
>;

/**
 * By what a person is looked for: a word is how a name, an e-mail or a username begins that was typed; an origin and a
 * request are whole.
 */
export type Clue = Readonly<{ word: string } | { origin: string } | { requestId: string }>;

/** Which verifications; what is absent leaves none out. */
export type Search = Readonly<{
  clue?: Clue;
  /** As it is now, by what time has done to it. */
  status?: Status;
  failure?: Failure;
  botId?: number;
  /** Begun from then on, and before then. */
  from?: Date;
  to?: Date;
}>;

/** How many there are of one sort, and when the last of them began. */
export type VerificationCount = Readonly<{
  status: Status;
  failure?: Failure;
  botId: number;
  appId?: string;
  count: number;
  lastAt: Date;
}>;

/** What begins like this, however its letters are written: as typed, in small letters, or as a name is. */
export function spellingsOf(word: string): string[] {
  const small = word.toLowerCase();
  const name = small.replace(/(^|\s)\S/gu, (letter) => letter.toUpperCase());
  return [...new Set([word, small, name])];
}

/** Behind everything that begins like this. */
export const endOf = (beginning: string): string => `${beginning}\u{10ffff}`;

/** A single letter fits nearly every name: it is not looked for. */
export const MOST_FITTING = 5_000;

/** Verifications as those look at them who look for one, who count, and who forget. */
export abstract class VerificationHistory {
  /** Newest first, unless it is asked otherwise. A clue goes by an index; without one the time should be told. */
  abstract list(search: Search, page: Reading, now: Date): Promise<Verification[]>;
  /** How many of those that began in a time there are of each status, failure, bot and app, as it is now. */
  abstract count(from: Date, to: Date, now: Date): Promise<VerificationCount[]>;
  /** Oldest first; each call reads `limit` at most, whatever the history. */
  abstract read(stretch: Stretch): Promise<Course[]>;
  /**
   * Erases up to `limit` of those that have been over since before then, oldest first: no code or link of theirs lived since,
   * and nothing happened to them. @returns how many
   */
  abstract eraseOver(before: Date, limit: number): Promise<number>;
}
