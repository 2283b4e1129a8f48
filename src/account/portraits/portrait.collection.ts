import { Prop } from '@nestjs/mongoose';
import { collection, Documents } from '../../persistence/mongo/mongo.collection';
import type { Portrait } from './portrait.repository';

@Documents()
export class PortraitDocument {
  /** Of the account. */
  @Prop({ type: String, required: true }) _id!: string;
  @Prop({ type: Date, required: true }) fetchedAt!: Date;
  @Prop({ type: Buffer }) jpeg?: Buffer;
}

export const portraits = collection<PortraitDocument, Portrait, 'userId'>(
  'portraits',
  PortraitDocument,
  // What was not refreshed for long is erased, without looking at the rest.
  { fields: { fetchedAt: 1 } },
);

declare module '../../persistence/mongo/mongo.collections' {
  interface CollectionDocuments {
    portraits: PortraitDocument;
  }
}
