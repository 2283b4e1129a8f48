import { Prop } from '@nestjs/mongoose';
import { collection, Documents } from '../../persistence/mongo/mongo.collection';

@Documents()
export class IdempotencyKeyDocument {
  /** The hash of the key and its sender. */
  @Prop({ type: String, required: true }) _id!: string;
  @Prop({ type: String, required: true }) requestHash!: string;
  @Prop({ type: String, required: true }) verificationId!: string;
  @Prop({ type: Date, required: true }) createdAt!: Date;
}

export const idempotencyKeys = collection(
  'idempotency_keys',
  IdempotencyKeyDocument,
  // Old keys are erased without looking at the rest.
  { fields: { createdAt: 1 } },
);

declare module '../../persistence/mongo/mongo.collections' {
  interface CollectionDocuments {
    idempotencyKeys: IdempotencyKeyDocument;
  }
}
