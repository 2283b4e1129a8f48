import { json, optional, table, text, time, type Field } from '../../persistence/table';
import { toUsedTokens, type SessionRecord, type UsedToken } from './session.repository';

/** Set, or absent. */
const flag = (column: string): Field<boolean | undefined> => ({
  column,
  encode: (isSet) => (isSet ? 1 : null),
  decode: (held: number | null) => held === 1 || undefined,
});

const held = table<SessionRecord>('sessions', {
  id: text('id'),
  userId: text('user_id'),
  deviceId: optional(text('device_id')),
  door: text('door'),
  browser: text('browser'),
  system: text('system'),
  address: text('address'),
  createdAt: time('created_at'),
  usedAt: time('used_at'),
  expiresAt: time('expires_at'),
  endedAt: optional(time('ended_at')),
  changed: optional(json('changed')),
  familyHash: optional(text('family_hash')),
  tokenHash: optional(text('token_hash')),
  isUnused: flag('unused'),
  hasApps: flag('has_apps'),
  usedTokens: optional<readonly UsedToken[]>({ column: 'used_tokens', encode: JSON.stringify, decode: toUsedTokens }),
});

export const sessionTable: typeof held = {
  ...held,
  // Versions before this column was added did not write down when a session was used.
  fromRow: (row) => held.fromRow(row.used_at === null ? { ...row, used_at: row.created_at ?? null } : row),
};
