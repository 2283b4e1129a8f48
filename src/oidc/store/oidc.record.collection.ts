import { Prop } from '@nestjs/mongoose';
import { collection, Documents } from '../../persistence/mongo/mongo.collection';
import type { OidcRecord } from './oidc.record.repository';

@Documents()
export class OidcRecordDocument {
  /** A hash of what names it. */
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
  // A session's records end with it.
  { fields: { sessionId: 1 }, sparse: true },
  // A grant's records are revoked with it.
  { fields: { grantId: 1 }, sparse: true },
  // What an account has allowed, and all that is erased with it.
  { fields: { userId: 1 }, sparse: true },
  // An app's records end when it is disabled.
  { fields: { appId: 1 }, sparse: true },
  // A user code, typed for a device, names one record.
  { fields: { userCodeHash: 1 }, sparse: true },
  // Finds expired records to erase, without scanning the others.
  { fields: { expiresAt: 1 } },
);

declare module '../../persistence/mongo/mongo.collections' {
  interface CollectionDocuments {
    oidcRecords: OidcRecordDocument;
  }
}
