import { Prop } from '@nestjs/mongoose';
import { collection, Documents } from '../../persistence/mongo/mongo.collection';
import type { Webhook } from '../webhook';

@Documents()
export class WebhookDocument {
  @Prop({ type: String, required: true }) _id!: string;
  @Prop({ type: String, required: true }) type!: string;
  @Prop({ type: Date, required: true }) occurredAt!: Date;
  /** As JSON, so that the same text is signed at each attempt. */
  @Prop({ type: String, required: true }) payload!: string;
  @Prop({ type: String }) appId?: string;
  @Prop({ type: String, required: true }) state!: string;
  @Prop({ type: Date }) dueAt?: Date;
  @Prop({ type: String }) holder?: string;
  @Prop({ type: Number, required: true }) claims!: number;
  @Prop({ type: Number, required: true }) attempts!: number;
  @Prop({ type: Number }) status?: number;
  @Prop({ type: String }) error?: string;
  @Prop({ type: Date }) endedAt?: Date;
  /** The mark of the last change: see `MongoDatabase.change`. */
  @Prop({ type: String }) mark?: string;
}

export const webhooks = collection<WebhookDocument, Webhook>(
  'webhooks',
  WebhookDocument,
  // A row that is over has no due time and leaves the index.
  { fields: { dueAt: 1 }, only: { dueAt: { $exists: true } } },
  // Operators look up failed webhooks, and those of one type, newest first, however long the history is.
  { fields: { state: 1, _id: 1 }, only: { state: 'failed' } },
  { fields: { type: 1, _id: 1 } },
);

declare module '../../persistence/mongo/mongo.collections' {
  interface CollectionDocuments {
    webhooks: WebhookDocument;
  }
}
