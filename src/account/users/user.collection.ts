import { Prop } from '@nestjs/mongoose';
import { collection, Documents } from '../../persistence/mongo/mongo.collection';
import type { User } from './user';

@Documents()
export class UserDocument {
  @Prop({ type: String, required: true }) _id!: string;
  @Prop({ type: Number, required: true }) telegramId!: number;
  @Prop({ type: String, required: true }) name!: string;
  @Prop({ type: String }) email?: string;
  /** The e-mail that was proven: what a version before this one changes is no longer it. */
  @Prop({ type: String }) provenEmail?: string;
  @Prop({ type: Date }) emailVerifiedAt?: Date;
  @Prop({ type: String }) emailChallenge?: string;
  @Prop({ type: String }) phone?: string;
  @Prop({ type: String }) telegramUsername?: string;
  /** Name and username in small letters, to be looked for. */
  @Prop({ type: String }) nameKey?: string;
  @Prop({ type: String }) usernameKey?: string;
  @Prop({ type: Date, required: true }) createdAt!: Date;
  @Prop({ type: Date, required: true }) signedInAt!: Date;
  @Prop({ type: String }) language?: string;
  @Prop({ type: Date }) phoneVerifiedAt?: Date;
  @Prop({ type: Date }) disabledAt?: Date;
  @Prop({ type: Date }) suspendedAt?: Date;
  @Prop({ type: [String], default: undefined }) untold?: string[];
  /** As JSON. */
  @Prop({ type: String }) beginning?: string;
  @Prop({ type: [String], default: undefined }) skippedAsks?: string[];
  /** Of the last change: see `MongoDatabase.change`. */
  @Prop({ type: String }) mark?: string;
}

export const users = collection<UserDocument, User>(
  'users',
  UserDocument,
  // Who a person is; one account each.
  { fields: { telegramId: 1 }, unique: true },
  // One account has proven an e-mail.
  { fields: { provenEmail: 1 }, unique: true, sparse: true },
  // Accounts of which other services have not been told yet: few, however many there are.
  { fields: { untold: 1 }, sparse: true },
  // Of whose account the audit does not know yet.
  { fields: { beginning: 1 }, sparse: true },
  // Administrators look for people by how an e-mail, a name or a username begins, and for those who may not come in. With
  // the id, since stores of earlier versions have a unique index of the e-mail alone until they are brought up to date.
  { fields: { email: 1, _id: 1 } },
  { fields: { nameKey: 1 }, sparse: true },
  { fields: { usernameKey: 1 }, sparse: true },
  { fields: { disabledAt: 1 }, sparse: true },
  { fields: { suspendedAt: 1 }, sparse: true },
);

declare module '../../persistence/mongo/mongo.collections' {
  interface CollectionDocuments {
    users: UserDocument;
  }
}
