import { Prop } from '@nestjs/mongoose';
import { collection, Documents } from '../../persistence/mongo/mongo.collection';
import type { AccountDeletion } from './account.deletion.repository';

@Documents()
export class AccountDeletionDocument {
  /** The id of the deleted account. */
  @Prop({ type: String, required: true }) _id!: string;
  @Prop({ type: Number }) telegramId?: number;
  @Prop({ type: String, required: true }) by!: string;
  @Prop({ type: Date, required: true }) closedAt!: Date;
  @Prop({ type: Boolean }) isNoted?: boolean;
  @Prop({ type: [String], default: undefined }) untold?: string[];
}

/** A handful of documents, each removed when its account is forgotten. */
export const closures = collection<AccountDeletionDocument, AccountDeletion>('closures', AccountDeletionDocument);

declare module '../../persistence/mongo/mongo.collections' {
  interface CollectionDocuments {
    closures: AccountDeletionDocument;
  }
}
