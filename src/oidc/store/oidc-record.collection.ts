import { Prop } from '@nestjs/mongoose';
import { collection, Documents } from '../../persistence/mongo/mongo.collection';
import type { OidcRecord } from './oidc.record.repository';

@Documents()
export class OidcRecordDocument {
  /** The hash of what names it. */
  @Prop({ type: String, required: true }) _id!: string;
  @Prop({ type: String, required: true }) model!: string;
  @Prop({ type: String }) sessionId?: string;
  @Prop({ type: String }) grantId?: string;
  @Prop({ type: String }) userId?: string;
  @Prop({ type: String }) appId?: string;
  @Prop({ type: String }) userCodeHash?: string;
  @Prop({ type: String, required: true }) sealed!: string;
  @Prop({ type: Date }) consumedAt?: Date;
  @Prop({ type: Date }) usedAt?: Date;
  @Prop({ type: Date, required: true }) expiresAt!: Date;
  @Prop({ type: String }) mark?: string;
}

export const oidcRecords = collection<OidcRecordDocument, OidcRecord>(
  'oidc_records',
  OidcRecordDocument,
  // What came of a session ends with it.
  { fields: { sessionId: 1 }, sparse: true },
  // What was allowed is revoked at once.
  { fields: { grantId: 1 }, sparse: true },
  // What an account has allowed, and all that goes with it.
  { fields: { userId: 1 }, sparse: true },
  // What an app holds ends when it is disabled.
  { fields: { appId: 1 }, sparse: true },
  // What a person types for a device names one.
  { fields: { userCodeHash: 1 }, sparse: true },
  // What is over is erased, without looking at the rest.
  { fields: { expiresAt: 1 } },
);

declare module '../../persistence/mongo/mongo.collections' {
  interface CollectionDocuments {
    oidcRecords: OidcRecordDocument;
  }
}
