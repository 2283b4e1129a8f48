import type { Connection } from 'mongoose';
import { apps } from '../collections/app.collection';
import { audit, auditHeads } from '../collections/audit.collection';
import { botLeases } from '../collections/bot-lease.collection';
import { chats } from '../collections/chat.collection';
import { closures } from '../collections/closure.collection';
import { deliveries } from '../collections/delivery.collection';
import { devices } from '../collections/device.collection';
import { handledUpdates } from '../collections/handled-update.collection';
import { probes, schemaVersions } from '../collections/housekeeping.collection';
import { idempotencyKeys } from '../collections/idempotency-key.collection';
import { instances } from '../collections/instance.collection';
import { limits } from '../collections/limit.collection';
import { logouts } from '../collections/logout.collection';
import { portraits } from '../collections/portrait.collection';
import { oidcRecords } from '../collections/oidc-record.collection';
import { sessions } from '../collections/session.collection';
import { users } from '../collections/user.collection';
import { verifications } from '../collections/verification.collection';
import { webhooks } from '../collections/webhook.collection';
import type { Collection } from './mongo.collection';

/** Every collection, ready to be asked. */
export type Collections = ReturnType<typeof collectionsOf>;

export function collectionsOf(connection: Connection) {
  const of = <T>({ name, schema }: Collection<T>) => connection.model<T>(name, schema, name);
  return {
    verifications: of(verifications),
    deliveries: of(deliveries),
    users: of(users),
    closures: of(closures),
    chats: of(chats),
    sessions: of(sessions),
    devices: of(devices),
    portraits: of(portraits),
    idempotencyKeys: of(idempotencyKeys),
    limits: of(limits),
    botLeases: of(botLeases),
    instances: of(instances),
    handledUpdates: of(handledUpdates),
    apps: of(apps),
    oidcRecords: of(oidcRecords),
    logouts: of(logouts),
    webhooks: of(webhooks),
    audit: of(audit),
    auditHeads: of(auditHeads),
    schemaVersions: of(schemaVersions),
    probes: of(probes),
  };
}
