import type { Askable, ProfileAsk } from '../../config/config.environment';
import type { Language } from '../../config/languages';

/** A person with an account. The numeric Telegram id identifies them; everything else is an attribute. */
export type User = Readonly<{
  id: string;
  telegramId: number;
  name: string;
  email?: string;
  /** When the person proved the e-mail to be theirs, by a code sent there; absent for one that was only typed. */
  emailVerifiedAt?: Date;
  /** What the last code sent to the e-mail is derived from; absent once the code was typed. See `EmailCodes`. */
  emailChallenge?: string;
  phone?: string;
  /** When the person shared the phone as a contact of their own; absent for one that was only typed. */
  phoneVerifiedAt?: Date;
  /** What Telegram told last: usernames change, and change hands. */
  telegramUsername?: string;
  /** Chosen by the person; if absent, what Telegram tells of the chat counts. */
  language?: Language;
  /** What they were asked for, and would rather not give. */
  skippedAsks?: readonly Askable[];
  createdAt: Date;
  signedInAt: Date;
  /** Since when an administrator has kept the account disabled. */
  disabledAt?: Date;
  /** Since when Telegram has said that the person no longer exists; a sign-in lifts it. */
  suspendedAt?: Date;
  /** Its pending events, which other services have yet to be told; absent if there are none. */
  untold?: readonly 'created'[];
  /** How the account began, for the audit; absent once it is noted there. */
  beginning?: Beginning;
}>;

/** How an account began. The verification is named by its link id. */
export type Beginning = Readonly<{ purpose: string; door: string; verification: string }>;

/** Where a code was sent, and what it is derived from. */
export type EmailChallenge = Readonly<{ email: string; challenge: string }>;

/** What a person may change; an absent field stays, null removes it. */
export type UserChanges = Readonly<{
  name?: string;
  email?: string | null;
  phone?: string | null;
  language?: Language | null;
}>;

/** The changes that are new: a value that is repeated is no change, and a phone stays verified. */
export const newsOf = (user: User, changes: UserChanges): UserChanges =>
  Object.fromEntries(
    Object.entries(changes).filter(([field, value]) => value !== (user[field as keyof UserChanges] ?? null)),
  );

/** What is still to be asked: what the person has neither given nor, where they may, declined. */
export const asksOf = (user: User, asks: readonly ProfileAsk[]): ProfileAsk[] =>
  asks.filter(({ field, required }) => !user[field] && (required || !user.skippedAsks?.includes(field)));

/** After so long without a sign-in, a Telegram account may have changed hands with its phone number. */
const DORMANT_MS = 182 * 86_400_000;

export const isDormant = ({ signedInAt }: User, now: Date): boolean =>
  now.getTime() - signedInAt.getTime() > DORMANT_MS;
