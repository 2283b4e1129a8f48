import type { WebhookDocument } from './webhook.collection';
import type { MongoDatabase } from '../../persistence/mongo/mongo.database';
import { toDocument, toRecord } from '../../persistence/mongo/mongo.record';
import type { Payload, Webhook } from '../webhook';

type Kept = Omit<Webhook, 'payload'> & { payload: string };

/** A webhook as its collection holds it. */
export const toWebhookDocument = (webhook: Webhook): object =>
  toDocument({ ...webhook, payload: JSON.stringify(webhook.payload) });

/** The webhook that a document holds. */
export function toWebhook(model: MongoDatabase['collections']['webhooks'], document: WebhookDocument): Webhook {
  const record = toRecord<Kept>(model, document);
  return { ...record, payload: JSON.parse(record.payload) as Payload };
}
