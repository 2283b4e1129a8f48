import { Prop } from '@nestjs/mongoose';
import { collection, Documents } from '../../persistence/mongo/mongo.collection';
import type { SessionRecord } from './session.repository';

@Documents()
export class SessionDocument {
  @Prop({ type: String, required: true }) _id!: string;
  @Prop({ type: String, required: true }) userId!: string;
  @Prop({ type: String, required: true }) door!: string;
  /** Not `required`, since it may be empty, which mongoose would take for missing. */
  @Prop({ type: String }) browser!: string;
  @Prop({ type: String }) system!: string;
  @Prop({ type: String }) address?: string;
  @Prop({ type: Date, required: true }) createdAt!: Date;
  @Prop({ type: Date }) usedAt?: Date;
  @Prop({ type: Date, required: true }) expiresAt!: Date;
  @Prop({ type: Date }) endedAt?: Date;
  @Prop({ type: String }) familyHash?: string;
  @Prop({ type: String }) tokenHash?: string;
  /** As JSON. */
  @Prop({ type: String }) usedTokens?: string;
  @Prop({ type: Boolean }) isUnused?: boolean;
  @Prop({ type: Boolean }) hasApps?: boolean;
  @Prop({ type: String }) deviceId?: string;
  /** As JSON. */
  @Prop({ type: String }) changed?: string;
  /** The mark of the last change: see `MongoDatabase.change`. */
  @Prop({ type: String }) mark?: string;
}

export const sessions = collection<SessionDocument, SessionRecord>(
  'sessions',
  SessionDocument,
  // All sessions of one user.
  { fields: { userId: 1 } },
  // Sessions long over are erased without looking at the rest.
  { fields: { expiresAt: 1 } },
  // Sessions that are over, and of which apps are still to be told.
  { fields: { hasApps: 1, expiresAt: 1 }, sparse: true },
);

declare module '../../persistence/mongo/mongo.collections' {
  interface CollectionDocuments {
    sessions: SessionDocument;
  }
}
