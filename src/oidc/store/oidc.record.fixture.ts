import { randomId } from '../../ids';
import type { OidcRecord } from './oidc.record.repository';

/** An app's authorization code that is still valid. */
export const anOidcRecord = (differing: Partial<OidcRecord> = {}): OidcRecord => ({
  id: randomId(),
  model: 'AuthorizationCode',
  sessionId: randomId(),
  grantId: randomId(),
  userId: 'ann',
  appId: 'shop',
  userCodeHash: undefined,
  sealed: 'sealed',
  consumedAt: undefined,
  usedAt: undefined,
  expiresAt: new Date(Date.now() + 60_000),
  ...differing,
});
