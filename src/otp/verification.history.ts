import type { Verification } from './verification';

/** A part of a list that is ordered by id, and so by time: behind `after`, before `end`. */
export type Stretch = Readonly<{ after: string; end: string; limit: number }>;

/** Verifications as those look at them who count, and who forget. */
export abstract class VerificationHistory {
  /** Oldest first; each call reads `limit` at most, whatever the history. */
  abstract read(stretch: Stretch): Promise<Verification[]>;
  /**
   * Erases up to `limit` of those that have been over since before then, oldest first: no code or link of theirs lived since,
   * and nothing happened to them. @returns how many
   */
  abstract eraseOver(before: Date, limit: number): Promise<number>;
}
