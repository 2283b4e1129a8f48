import { Prop } from '@nestjs/mongoose';
import { collection, Documents } from '../../persistence/mongo/mongo.collection';
import type { Delivery } from '../delivery';

@Documents()
class StepFields {
  @Prop({ type: Date, required: true }) at!: Date;
  @Prop({ type: String, required: true }) kind!: string;
  @Prop({ type: String }) error?: string;
  @Prop({ type: Number, required: true }) attempts!: number;
}

@Documents()
export class DeliveryDocument {
  @Prop({ type: String, required: true }) _id!: string;
  /** Absent in documents of an earlier version, which told it by other fields. */
  @Prop({ type: String }) kind?: string;
  @Prop({ type: String, required: true }) verificationId!: string;
  @Prop({ type: Number, required: true }) botId!: number;
  @Prop({ type: Number, required: true }) chatId!: number;
  @Prop({ type: String, required: true }) language!: string;
  @Prop({ type: String, required: true }) state!: string;
  /** Absent if the initiator is proven, and in documents of an earlier version, which knew no unproven ones. */
  @Prop({ type: Date }) turnAt?: Date;
  @Prop({ type: Date }) dueAt?: Date;
  @Prop({ type: String }) holder?: string;
  /** The fence of the last holder's lease. */
  @Prop({ type: Number }) fence?: number;
  @Prop({ type: Number, required: true }) claims!: number;
  @Prop({ type: Number, required: true }) attempts!: number;
  @Prop({ type: Number, required: true }) removalAttempts!: number;
  @Prop({ type: Boolean }) isInterrupted?: boolean;
  @Prop({ type: String }) error?: string;
  @Prop({ type: Date, required: true }) requestedAt!: Date;
  @Prop({ type: Date, required: true }) deadlineAt!: Date;
  @Prop({ type: Number }) messageId?: number;
  @Prop({ type: Date }) sentAt?: Date;
  @Prop({ type: Date }) deleteAt?: Date;
  @Prop({ type: Date }) deletedAt?: Date;
  @Prop({ type: [StepFields] }) steps?: StepFields[];
  /** Marks the last change: see `MongoDatabase.change`. */
  @Prop({ type: String }) mark?: string;
}

export const deliveries = collection<DeliveryDocument, Delivery>(
  'deliveries',
  DeliveryDocument,
  // Rows that are due for a bot, longest due first. A finished row has no due time and leaves the index, so that the
  // cost of asking never grows with history.
  { fields: { botId: 1, dueAt: 1 }, only: { dueAt: { $exists: true } } },
  // Messages that were tried before, which go before later ones.
  { fields: { botId: 1, deadlineAt: 1 }, only: { state: 'queued', claims: { $gt: 0 } } },
  // Messages that wait for their turn behind all others.
  { fields: { botId: 1, turnAt: 1 }, only: { turnAt: { $exists: true }, dueAt: { $exists: true } } },
  // Rows by their holder: few at any time, looked up when a holder is gone.
  { fields: { holder: 1 }, sparse: true },
  // Operators look up one sign-in's messages, one chat's, and failed ones, newest first, however long the history.
  { fields: { verificationId: 1, _id: 1 } },
  { fields: { chatId: 1, _id: 1 } },
  { fields: { state: 1, _id: 1 }, only: { state: 'failed' } },
  { fields: { error: 1, _id: 1 }, only: { error: { $exists: true } } },
);

declare module '../../persistence/mongo/mongo.collections' {
  interface CollectionDocuments {
    deliveries: DeliveryDocument;
  }
}
