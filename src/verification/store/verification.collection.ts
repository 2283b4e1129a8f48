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
  /** Not `required`, since it may be empty, which mongoose would take for missing. */
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
  /** Absent, like `origin`, from records of a version that knew only registrations. */
  @Prop({ type: String }) purpose?: string;
  @Prop({ type: String }) origin?: string;
  @Prop({ type: String }) userId?: string;
  @Prop({ type: String }) reason?: string;
  @Prop({ type: String }) askedBy?: string;
  @Prop({ type: String }) collectedBy?: string;
  @Prop({ type: String }) usedWith?: string;
  @Prop({ type: String }) collectedWith?: string;
  @Prop({ type: [String], default: undefined }) untold?: string[];
  /** Absent from records of a version that did not make this distinction. */
  @Prop({ type: Boolean }) isUnproven?: boolean;
  @Prop({ type: String }) flowHash?: string;
  @Prop({ type: String }) endReason?: string;
  @Prop({ type: String }) requestId?: string;
  @Prop({ type: String }) appId?: string;
  /** The mark of the last change: see `MongoDatabase.change`. */
  @Prop({ type: String }) mark?: string;
}

export const verifications = collection<VerificationDocument, Verification>(
  'verifications',
  VerificationDocument,
  // A link names its verification by its `linkId`, so no two may share one.
  { fields: { linkId: 1 }, unique: true },
  // Verifications with events that other services have yet to be told: few, however long the history.
  { fields: { untold: 1 }, sparse: true },
  // Verifications that were meant for a person, but have no message by which to find them.
  { fields: { chatId: 1 }, only: { failure: 'bot_not_started' } },
  // Operators look up sign-ins that came to nothing: by what was typed, by origin, and by the request that began them.
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
