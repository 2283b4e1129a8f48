import { Prop } from '@nestjs/mongoose';
import { collection, Documents } from '../../../persistence/mongo/mongo.collection';
import type { Logout } from './logout.repository';

@Documents()
export class LogoutDocument {
  /** The `sid` by which the app knows the sign-in. */
  @Prop({ type: String, required: true }) _id!: string;
  @Prop({ type: String, required: true }) sessionId!: string;
  @Prop({ type: String, required: true }) userId!: string;
  @Prop({ type: String, required: true }) appId!: string;
  @Prop({ type: String }) client?: string;
  @Prop({ type: Date }) dueAt?: Date;
  @Prop({ type: Number, required: true }) attempts!: number;
  /** The mark of the last change: see `MongoDatabase.change`. */
  @Prop({ type: String }) mark?: string;
}

export const logouts = collection<LogoutDocument, Logout>(
  'logouts',
  LogoutDocument,
  // Finds logouts that are due; sign-ins that live are not in the index.
  { fields: { dueAt: 1 }, sparse: true },
  // A session's sign-ins end with it.
  { fields: { sessionId: 1 } },
  // An account's sign-ins at an app, and all that are erased with the account.
  { fields: { userId: 1 } },
  // An app's sign-ins end when it is disabled.
  { fields: { appId: 1 } },
);

declare module '../../../persistence/mongo/mongo.collections' {
  interface CollectionDocuments {
    logouts: LogoutDocument;
  }
}
