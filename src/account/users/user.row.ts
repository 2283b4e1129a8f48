import type { Askable } from '../../config/config.environment';
import { fromDate, toDate, type UserRow } from '../../persistence/sqlite/sqlite.schema';
import type { Beginning, Language, User } from './user';

/** How SQLite's table holds an account: each field a column. */
export const columns = [
  ...['id', 'telegram_id', 'name', 'email', 'phone', 'telegram_username', 'created_at', 'signed_in_at'],
  ...[
    'language',
    'phone_verified_at',
    'disabled_at',
    'suspended_at',
    'untold',
    'name_key',
    'beginning',
    'skipped_asks',
    'proven_email',
    'email_verified_at',
    'email_challenge',
  ],
] as (keyof UserRow)[];

export function toRow(user: User): UserRow {
  return {
    id: user.id,
    telegram_id: user.telegramId,
    name: user.name,
    email: user.email ?? null,
    phone: user.phone ?? null,
    telegram_username: user.telegramUsername ?? null,
    created_at: user.createdAt.getTime(),
    signed_in_at: user.signedInAt.getTime(),
    language: user.language ?? null,
    phone_verified_at: fromDate(user.phoneVerifiedAt),
    disabled_at: fromDate(user.disabledAt),
    suspended_at: fromDate(user.suspendedAt),
    untold: user.untold?.join(' ') ?? null,
    name_key: user.name.toLowerCase(),
    beginning: user.beginning ? JSON.stringify(user.beginning) : null,
    skipped_asks: user.skippedAsks?.join(' ') ?? null,
    proven_email: (user.emailVerifiedAt && user.email) ?? null,
    email_verified_at: fromDate(user.emailVerifiedAt),
    email_challenge: user.emailChallenge ?? null,
  };
}

export function toUser(row: UserRow | undefined): User | undefined {
  if (!row) return undefined;
  return {
    id: row.id,
    telegramId: row.telegram_id,
    name: row.name,
    email: row.email ?? undefined,
    // What a version before this one changed is no longer the one that was proven.
    emailVerifiedAt: row.proven_email === row.email ? toDate(row.email_verified_at) : undefined,
    emailChallenge: row.email_challenge ?? undefined,
    phone: row.phone ?? undefined,
    telegramUsername: row.telegram_username ?? undefined,
    createdAt: new Date(row.created_at),
    signedInAt: new Date(row.signed_in_at),
    language: (row.language as Language | null) ?? undefined,
    phoneVerifiedAt: toDate(row.phone_verified_at),
    disabledAt: toDate(row.disabled_at),
    suspendedAt: toDate(row.suspended_at),
    untold: row.untold === null ? undefined : ['created'],
    beginning: row.beginning === null ? undefined : (JSON.parse(row.beginning) as Beginning),
    skippedAsks: (row.skipped_asks?.split(' ') as Askable[] | undefined) ?? undefined,
  };
}
