import { Prop } from '@nestjs/mongoose';
import { collection, Documents } from '../mongo/mongo.collection';

@Documents()
export class PortraitDocument {
  /** Of the account. */
  @Prop({ type: String, required: true }) _id!: string;
  @Prop({ type: Date, required: true }) fetchedAt!: Date;
  @Prop({ type: Buffer }) jpeg?: Buffer;
}

export const portraits = collection(
  'portraits',
  PortraitDocument,
  // What nobody has refreshed for long is erased, without looking at the rest.
  { fields: { fetchedAt: 1 } },
);
