import { Prop } from '@nestjs/mongoose';
import { collection, Documents } from '../../../persistence/mongo/mongo.collection';
import type { Logout } from './logout.repository';

@Documents()
export class LogoutDocument {
  /** By which the app knows the sign-in. */
  @Prop({ type: String, required: true }) _id!: string;
  @Prop({ type: String, required: true }) sessionId!: string;
  @Prop({ type: String, required: true }) userId!: string;
  @Prop({ type: String, required: true }) appId!: string;
  @Prop({ type: String }) client?: string;
  @Prop({ type: Date }) dueAt?: Date;
  @Prop({ type: Number, required: true }) attempts!: number;
  /** Of the last change: see `MongoDatabase.change`. */
  @Prop({ type: String }) mark?: string;
}

export const logouts = collection<LogoutDocument, Logout>(
  'logouts',
  LogoutDocument,
  // What is still to be told; a sign-in that lives is not in the index.
  { fields: { dueAt: 1 }, sparse: true },
  // What came of a session ends with it.
  { fields: { sessionId: 1 } },
  // What an account has at an app, and all that goes with it.
  { fields: { userId: 1 } },
  // All of an app ends when it is disabled.
  { fields: { appId: 1 } },
);

declare module '../../../persistence/mongo/mongo.collections' {
  interface CollectionDocuments {
    logouts: LogoutDocument;
  }
}
