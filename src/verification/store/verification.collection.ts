import { Prop } from '@nestjs/mongoose';
import { collection, Documents } from '../../persistence/mongo/mongo.collection';
import type { Verification } from '../verification';

@Documents()
class ApplicantFields {
  @Prop({ type: String }) name?: string;
  @Prop({ type: String }) email?: string;
  @Prop({ type: String }) phone?: string;
  @Prop({ type: String }) telegramUsername?: string;
}

@Documents()
class RequesterFields {
  /** May be empty, which mongoose takes for missing where a text is required. */
  @Prop({ type: String }) browser!: string;
  @Prop({ type: String }) system!: string;
}

@Documents()
export class VerificationDocument {
  @Prop({ type: String, required: true }) _id!: string;
  @Prop({ type: String, required: true }) linkId!: string;
  @Prop({ type: String, required: true }) nonce!: string;
  @Prop({ type: Number, required: true }) generation!: number;
  @Prop({ type: Number, required: true }) revision!: number;
  @Prop({ type: String, required: true }) status!: string;
  @Prop({ type: ApplicantFields, required: true }) applicant!: ApplicantFields;
  @Prop({ type: RequesterFields, required: true }) requester!: RequesterFields;
  @Prop({ type: Number, required: true }) botId!: number;
  @Prop({ type: Number }) chatId?: number;
  @Prop({ type: String }) deliveryId?: string;
  @Prop({ type: Number, required: true }) attempts!: number;
  @Prop({ type: String }) failure?: string;
  @Prop({ type: String }) door?: string;
  @Prop({ type: Date, required: true }) createdAt!: Date;
  @Prop({ type: Date, required: true }) startExpiresAt!: Date;
  @Prop({ type: Date }) deadlineAt?: Date;
  @Prop({ type: Date }) sentAt?: Date;
  @Prop({ type: Date }) expiresAt?: Date;
  @Prop({ type: Date, required: true }) resendAt!: Date;
  @Prop({ type: Date }) endedAt?: Date;
  /** Absent from what a version wrote that knew registrations alone, as is `origin`. */
  @Prop({ type: String }) purpose?: string;
  @Prop({ type: String }) origin?: string;
  @Prop({ type: String }) userId?: string;
  @Prop({ type: String }) reason?: string;
  @Prop({ type: String }) askedBy?: string;
  @Prop({ type: String }) collectedBy?: string;
  @Prop({ type: String }) usedWith?: string;
  @Prop({ type: String }) collectedWith?: string;
  @Prop({ type: [String], default: undefined }) untold?: string[];
  /** Absent from what a version wrote that knew no difference. */
  @Prop({ type: Boolean }) isUnproven?: boolean;
  @Prop({ type: String }) flowHash?: string;
  @Prop({ type: String }) endReason?: string;
  @Prop({ type: String }) requestId?: string;
  @Prop({ type: String }) appId?: string;
  /** Of the last change: see `MongoDatabase.change`. */
  @Prop({ type: String }) mark?: string;
}

export const verifications = collection<VerificationDocument, Verification>(
  'verifications',
  VerificationDocument,
  // A link names its verification by this, and no two may share it.
  { fields: { linkId: 1 }, unique: true },
  // What other services have not been told yet: few, whatever the history.
  { fields: { untold: 1 }, sparse: true },
  // What was meant for a person and has no message by which it could be found.
  { fields: { chatId: 1 }, only: { failure: 'bot_not_started' } },
  // Operators look up sign-ins that came to nothing: by what was typed, from where, and the request that began it.
  { fields: { 'applicant.name': 1 }, sparse: true },
  { fields: { 'applicant.email': 1 }, sparse: true },
  { fields: { 'applicant.telegramUsername': 1 }, sparse: true },
  { fields: { origin: 1 }, sparse: true },
  { fields: { requestId: 1 }, sparse: true },
);

declare module '../../persistence/mongo/mongo.collections' {
  interface CollectionDocuments {
    verifications: VerificationDocument;
  }
}
