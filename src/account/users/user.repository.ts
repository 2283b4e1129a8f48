import type { Askable } from '../../config/config.environment';
import type { EmailChallenge, User, UserChanges } from './user';

/** Who has proven an e-mail now, and the ids of accounts that had and no longer have. */
export type EmailProven = Readonly<{ user: User; former: readonly string[] }>;

/** Accounts. Each change is one atomic write, which answers the account as it is afterwards. */
export abstract class UserRepository {
  abstract find(id: string): Promise<User | undefined>;
  abstract findByTelegramId(telegramId: number): Promise<User | undefined>;
  /** One account a Telegram id. @returns false, and nothing is written, where there is another */
  abstract insert(user: User): Promise<boolean>;
  /**
   * Notes a sign-in, and the username where Telegram told one; an account that was suspended no longer is.
   * Undefined, and nothing changed, if the account is gone or disabled.
   */
  abstract noteSignIn(id: string, telegramUsername: string | undefined, now: Date): Promise<User | undefined>;
  /** Writes what is named and leaves the rest; another phone or e-mail is no longer a verified one. */
  abstract change(id: string, changes: UserChanges): Promise<User | undefined>;
  /** Those of before stay skipped. */
  abstract skipAsks(id: string, asks: readonly Askable[]): Promise<User | undefined>;
  /** In the place of the one before. @returns undefined, and nothing is written, where the e-mail is another by now */
  abstract challengeEmail(id: string, of: EmailChallenge): Promise<User | undefined>;
  /**
   * Uses the challenge up: of many at the same time, one does. An e-mail is proven by one account at most: the last that did.
   * @returns undefined, and nothing is written, where e-mail or challenge are others by now
   */
  abstract verifyEmail(id: string, of: EmailChallenge, now: Date): Promise<EmailProven | undefined>;
  abstract verifyPhone(telegramId: number, phone: string, now: Date): Promise<User | undefined>;
  /** A disabled one stays disabled since when it was. */
  abstract disable(id: string, now: Date): Promise<User | undefined>;
  /** Where `signedInAt` is given, as if they had signed in then. */
  abstract enable(id: string, signedInAt?: Date): Promise<User | undefined>;
  /** As `disable`, until the next sign-in. */
  abstract suspend(telegramId: number, now: Date): Promise<User | undefined>;
  /** Its Telegram id is free from then on. False if it was gone. */
  abstract remove(id: string): Promise<boolean>;
  /** Those of which other services have not been told everything, oldest first. */
  abstract listUntold(limit: number): Promise<User[]>;
  abstract forgetEvent(id: string, event: 'created'): Promise<void>;
  /** Those of whose beginning the audit does not know, oldest first. */
  abstract listUnnoted(limit: number): Promise<User[]>;
  abstract markNoted(id: string): Promise<void>;
}
