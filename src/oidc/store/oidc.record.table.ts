import { optional, table, text, time } from '../../persistence/table';
import type { OidcRecord } from './oidc.record.repository';

export const oidcRecordTable = table<OidcRecord>('oidc_records', {
  id: text('id'),
  model: text('model'),
  sessionId: optional(text('session_id')),
  grantId: optional(text('grant_id')),
  userId: optional(text('user_id')),
  appId: optional(text('app_id')),
  userCodeHash: optional(text('user_code_hash')),
  sealed: text('sealed'),
  consumedAt: optional(time('consumed_at')),
  usedAt: optional(time('used_at')),
  expiresAt: time('expires_at'),
});
