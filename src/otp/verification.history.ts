import type { Stretch } from '../ids';
import type { Verification } from './verification';

/** What tells how a verification went, and nothing of whom it was for. */
export type Course = Pick<
  Verification,
  | ('id' | 'status' | 'purpose' | 'failure' | 'door')
  | ('createdAt' | 'startExpiresAt' | 'deadlineAt' | 'sentAt' | 'expiresAt' | 'endedAt')
>;

/** Verifications as those look at them who count, and who forget. */
export abstract class VerificationHistory {
  /** Oldest first; each call reads `limit` at most, whatever the history. */
  abstract read(stretch: Stretch): Promise<Course[]>;
  /**
   * Erases up to `limit` of those that have been over since before then, oldest first: no code or link of theirs lived since,
   * and nothing happened to them. @returns how many
   */
  abstract eraseOver(before: Date, limit: number): Promise<number>;
}
