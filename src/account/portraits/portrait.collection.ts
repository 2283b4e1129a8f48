import { Prop } from '@nestjs/mongoose';
import { collection, Documents } from '../../persistence/mongo/mongo.collection';
import type { Portrait } from './portrait.repository';

@Documents()
export class PortraitDocument {
  /** The account's id. */
  @Prop({ type: String, required: true }) _id!: string;
  @Prop({ type: Date, required: true }) fetchedAt!: Date;
  @Prop({ type: Buffer }) jpeg?: Buffer;
}

export const portraits = collection<PortraitDocument, Portrait, 'userId'>(
  'portraits',
  PortraitDocument,
  // Pictures that were not refreshed for long are erased without looking at the rest.
  { fields: { fetchedAt: 1 } },
);

declare module '../../persistence/mongo/mongo.collections' {
  interface CollectionDocuments {
    portraits: PortraitDocument;
  }
}
