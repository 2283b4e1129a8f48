import { integer, json, optional, table, text, time, words, type Table } from '../../persistence/table';
import type { User } from './user';

/** An account as stored: with its name in lower case, for searching, and the e-mail that only one can have proven. */
type KeptUser = User & Readonly<{ nameKey: string; provenEmail?: string }>;

const kept = table<KeptUser>('users', {
  id: text('id'),
  telegramId: integer('telegram_id'),
  name: text('name'),
  nameKey: text('name_key'),
  email: optional(text('email')),
  provenEmail: optional(text('proven_email')),
  emailVerifiedAt: optional(time('email_verified_at')),
  emailChallenge: optional(text('email_challenge')),
  phone: optional(text('phone')),
  phoneVerifiedAt: optional(time('phone_verified_at')),
  telegramUsername: optional(text('telegram_username')),
  language: optional(text('language')),
  skippedAsks: optional(words('skipped_asks')),
  createdAt: time('created_at'),
  signedInAt: time('signed_in_at'),
  disabledAt: optional(time('disabled_at')),
  suspendedAt: optional(time('suspended_at')),
  untold: optional(words('untold')),
  beginning: optional(json('beginning')),
});

export const userTable: Table<User> = {
  ...kept,
  toRow: (user) =>
    kept.toRow({ ...user, nameKey: user.name.toLowerCase(), provenEmail: user.emailVerifiedAt && user.email }),
  fromRow: (row) => {
    const { nameKey: _, provenEmail, ...user } = kept.fromRow(row);
    // An e-mail that an earlier version changed is no longer the one that was proven.
    return provenEmail === user.email ? user : { ...user, emailVerifiedAt: undefined };
  },
};
