import { chats } from '../account/chats/chat.collection';
import { closures } from '../account/deletion/account.deletion.collection';
import { portraits } from '../account/portraits/portrait.collection';
import { users } from '../account/users/user.collection';
import { apps } from '../apps/store/app.collection';
import { audit, auditHeads } from '../audit/store/audit.collection';
import { deliveries } from '../delivery/store/delivery.collection';
import { botLeases } from '../lease/store/bot.lease.collection';
import { instances } from '../lease/store/instance.collection';
import { limits } from '../limits/limit.collection';
import { logouts } from '../oidc/logout/store/logout.collection';
import { oidcRecords } from '../oidc/store/oidc.record.collection';
import { idempotencyKeys } from '../otp/idempotency/idempotency.key.collection';
import { handledUpdates } from '../registration/bot/handled-update.collection';
import { devices } from '../session/devices/device.collection';
import { sessions } from '../session/store/session.collection';
import { verifications } from '../verification/store/verification.collection';
import { webhooks } from '../webhooks/store/webhook.collection';
import { probes, schemaVersions } from '../persistence/mongo/housekeeping.collection';
import type { DeclaredCollections } from '../persistence/mongo/mongo.collections';
import { MongoDatabase, type MongoTerms } from '../persistence/mongo/mongo.database';

export const declared: DeclaredCollections = {
  verifications,
  deliveries,
  chats,
  closures,
  portraits,
  users,
  apps,
  audit,
  auditHeads,
  botLeases,
  instances,
  limits,
  logouts,
  oidcRecords,
  idempotencyKeys,
  handledUpdates,
  devices,
  sessions,
  webhooks,
  schemaVersions,
  probes,
};

/** As `MongoDatabase.open`, with the collections of every module. */
export const openMongo = (url: string, terms: Omit<MongoTerms, 'declared'>): Promise<MongoDatabase> =>
  MongoDatabase.open(url, { ...terms, declared });
