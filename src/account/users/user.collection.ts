import { Prop } from '@nestjs/mongoose';
import { collection, Documents } from '../../persistence/mongo/mongo.collection';
import type { User } from './user';

@Documents()
export class UserDocument {
  @Prop({ type: String, required: true }) _id!: string;
  @Prop({ type: Number, required: true }) telegramId!: number;
  @Prop({ type: String, required: true }) name!: string;
  @Prop({ type: String }) email?: string;
  /** The e-mail that was proven: one that an earlier version has changed since differs from it, and is not proven. */
  @Prop({ type: String }) provenEmail?: string;
  @Prop({ type: Date }) emailVerifiedAt?: Date;
  @Prop({ type: String }) emailChallenge?: string;
  @Prop({ type: String }) phone?: string;
  @Prop({ type: String }) telegramUsername?: string;
  /** Name and username in lower case, for searching. */
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
  /** The mark of the last change: see `MongoDatabase.change`. */
  @Prop({ type: String }) mark?: string;
}

export const users = collection<UserDocument, User>(
  'users',
  UserDocument,
  // Identifies a person: one account per Telegram id.
  { fields: { telegramId: 1 }, unique: true },
  // At most one account has proven an e-mail.
  { fields: { provenEmail: 1 }, unique: true, sparse: true },
  // Accounts of which other services have yet to be told: few, however many accounts there are.
  { fields: { untold: 1 }, sparse: true },
  // Accounts whose creation is not in the audit yet.
  { fields: { beginning: 1 }, sparse: true },
  // Administrators search by how an e-mail, name or username begins, and for accounts that are shut out. With the id,
  // since stores of earlier versions have a unique index of the e-mail alone until they are migrated.
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
