import { Prop } from '@nestjs/mongoose';
import { Schema } from 'mongoose';
import { collection, Documents } from '../../persistence/mongo/mongo.collection';
import type { RegisteredApp } from './app.repository';

@Documents()
class SecretFields {
  @Prop({ type: String, required: true }) id!: string;
  @Prop({ type: String, required: true }) hash!: string;
  @Prop({ type: Date, required: true }) createdAt!: Date;
  @Prop({ type: Date }) expiresAt?: Date;
}

@Documents()
export class AppDocument {
  @Prop({ type: String, required: true }) _id!: string;
  @Prop({ type: String, required: true }) name!: string;
  @Prop({ type: String }) domain?: string;
  @Prop({ type: String }) logo?: string;
  @Prop({ type: String }) color?: string;
  @Prop({ type: [String], required: true }) redirectUris!: string[];
  @Prop({ type: [String], required: true }) postLogoutRedirectUris!: string[];
  @Prop({ type: String }) backchannelLogoutUri?: string;
  @Prop({ type: Boolean, required: true }) isPublic!: boolean;
  @Prop({ type: Boolean, required: true }) isFirstParty!: boolean;
  @Prop({ type: String, required: true }) idTokenAlgorithm!: string;
  @Prop({ type: String }) subjectType?: string;
  @Prop({ type: [String], required: true }) scopes!: string[];
  /** A name, or an id. */
  @Prop({ type: Schema.Types.Mixed }) bot?: string | number;
  @Prop({ type: [String], required: true }) returnTo!: string[];
  @Prop({ type: [String], default: undefined }) languages?: string[];
  @Prop({ type: [String], default: undefined }) waysIn?: string[];
  @Prop({ type: Number }) sessionHours?: number;
  @Prop({ type: String }) audience?: string;
  @Prop({ type: String }) webhookUrl?: string;
  @Prop({ type: [SecretFields], required: true }) secrets!: SecretFields[];
  /** Absent if an older version wrote the document; likewise below. */
  @Prop({ type: [SecretFields], default: undefined }) apiKeys?: SecretFields[];
  @Prop({ type: [SecretFields], default: undefined }) webhookSecrets?: SecretFields[];
  @Prop({ type: Date, required: true }) createdAt!: Date;
  @Prop({ type: Date }) disabledAt?: Date;
  @Prop({ type: Date }) lastUsedAt?: Date;
  /** The mark of the last change: see `MongoDatabase.change`. */
  @Prop({ type: String }) mark?: string;
}

export const apps = collection<AppDocument, RegisteredApp>('apps', AppDocument);

declare module '../../persistence/mongo/mongo.collections' {
  interface CollectionDocuments {
    apps: AppDocument;
  }
}
