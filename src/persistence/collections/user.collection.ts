import { Prop } from '@nestjs/mongoose';
import { collection, Documents } from '../mongo.collection';

@Documents()
export class UserDocument {
  @Prop({ type: String, required: true }) _id!: string;
  @Prop({ type: Number, required: true }) telegramId!: number;
  @Prop({ type: String, required: true }) name!: string;
  @Prop({ type: String }) email?: string;
  @Prop({ type: String }) phone?: string;
  @Prop({ type: String }) telegramUsername?: string;
  @Prop({ type: Date, required: true }) createdAt!: Date;
  @Prop({ type: Date, required: true }) signedInAt!: Date;
  /** Of the last change: see `MongoDatabase.change`. */
  @Prop({ type: String }) mark?: string;
}

export const users = collection(
  'users',
  UserDocument,
  // Who somebody is; one account each.
  { fields: { telegramId: 1 }, unique: true },
  // One account an e-mail. Sparse, for those who gave none.
  { fields: { email: 1 }, unique: true, sparse: true },
);
