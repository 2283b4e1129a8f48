import type { Askable } from '../../config/config.environment';
import type { EmailChallenge, User, UserChanges } from './user';

/** The account that has now proven an e-mail, and the ids of accounts that had proven it and lost it. */
export type EmailProven = Readonly<{ user: User; former: readonly string[] }>;

/** Stores accounts. Each change is one atomic write, which returns the account as it is afterwards. */
export abstract class UserRepository {
  abstract find(id: string): Promise<User | undefined>;
  abstract findByTelegramId(telegramId: number): Promise<User | undefined>;
  /** One account per Telegram id. @returns false, and nothing is written, if there is another */
  abstract insert(user: User): Promise<boolean>;
  /**
   * Notes a sign-in, and the username if Telegram told one; lifts a suspension. Undefined, and nothing is written, if
   * the account is gone or disabled.
   */
  abstract noteSignIn(id: string, telegramUsername: string | undefined, now: Date): Promise<User | undefined>;
  /** Writes the fields that are named and leaves the rest; a changed phone or e-mail is no longer verified. */
  abstract change(id: string, changes: UserChanges): Promise<User | undefined>;
  /** Fields that were skipped before stay skipped. */
  abstract skipAsks(id: string, asks: readonly Askable[]): Promise<User | undefined>;
  /** Replaces the previous one. @returns undefined, and nothing is written, if the e-mail is another by now */
  abstract challengeEmail(id: string, of: EmailChallenge): Promise<User | undefined>;
  /**
   * Uses the challenge up: of parallel calls, one does. At most one account has proven an e-mail: the last to do so.
   * @returns undefined, and nothing is written, if e-mail or challenge are others by now
   */
  abstract verifyEmail(id: string, of: EmailChallenge, now: Date): Promise<EmailProven | undefined>;
  abstract verifyPhone(telegramId: number, phone: string, now: Date): Promise<User | undefined>;
  /** An account that is already disabled keeps its `disabledAt`. */
  abstract disable(id: string, now: Date): Promise<User | undefined>;
  /** With `signedInAt`, it is as if the person had signed in then. */
  abstract enable(id: string, signedInAt?: Date): Promise<User | undefined>;
  /** As `disable`, until the next sign-in. */
  abstract suspend(telegramId: number, now: Date): Promise<User | undefined>;
  /** Its Telegram id is free from then on. False if it was already gone. */
  abstract remove(id: string): Promise<boolean>;
  /** Accounts with events that other services have yet to be told, oldest first. */
  abstract listWithPendingEvents(limit: number): Promise<User[]>;
  abstract removePendingEvent(id: string, event: 'created'): Promise<void>;
  /** Accounts whose creation is not in the audit yet, oldest first. */
  abstract listUnnoted(limit: number): Promise<User[]>;
  abstract markNoted(id: string): Promise<void>;
}
