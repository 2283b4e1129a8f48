import type { Askable, ProfileAsk } from '../../config/config.environment';
import type { Language } from '../../config/languages';

/** A person with an account. Who they are is the numeric Telegram id; everything else is an attribute. */
export type User = Readonly<{
  id: string;
  telegramId: number;
  name: string;
  email?: string;
  /** When the person proved the e-mail to be theirs by a code that was sent there; absent for one that was only typed. */
  emailVerifiedAt?: Date;
  /** What the last code that was sent to the e-mail is derived from; absent once it was typed. See `EmailCodes`. */
  emailChallenge?: string;
  phone?: string;
  /** When the person shared the phone as a contact of their own; absent for one that was only typed. */
  phoneVerifiedAt?: Date;
  /** What Telegram told last: usernames change, and change hands. */
  telegramUsername?: string;
  /** Chosen by the person; absent: what Telegram tells of the chat. */
  language?: Language;
  /** What they were asked for, and would rather not give. */
  skippedAsks?: readonly Askable[];
  createdAt: Date;
  signedInAt: Date;
  /** Since when an administrator keeps the account shut. */
  disabledAt?: Date;
  /** Since when Telegram says that there is no such person any more; who proves otherwise lifts it. */
  suspendedAt?: Date;
  /** What other services have not been told yet; absent where there is nothing. */
  untold?: readonly 'created'[];
  /** How it began, for the audit; absent once that has it. */
  beginning?: Beginning;
}>;

/** A verification is named by its link id. */
export type Beginning = Readonly<{ purpose: string; door: string; verification: string }>;

/** Where a code was sent, and what it is derived from. */
export type EmailChallenge = Readonly<{ email: string; challenge: string }>;

/** What a person may change; what is absent stays, null takes away. */
export type UserChanges = Readonly<{
  name?: string;
  email?: string | null;
  phone?: string | null;
  language?: Language | null;
}>;

/** What of it is news: what is said again is no change, and a phone stays a verified one. */
export const newsOf = (user: User, changes: UserChanges): UserChanges =>
  Object.fromEntries(
    Object.entries(changes).filter(([field, value]) => value !== (user[field as keyof UserChanges] ?? null)),
  );

/** What is still to be asked: what they have not given, nor declined where they may. */
export const asksOf = (user: User, asks: readonly ProfileAsk[]): ProfileAsk[] =>
  asks.filter(({ field, required }) => !user[field] && (required || !user.skippedAsks?.includes(field)));

/** As long without a sign-in, a Telegram account may have changed hands with its phone number. */
const DORMANT_MS = 182 * 86_400_000;

export const isDormant = ({ signedInAt }: User, now: Date): boolean =>
  now.getTime() - signedInAt.getTime() > DORMANT_MS;
