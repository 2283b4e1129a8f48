import { Prop } from '@nestjs/mongoose';
import { collection, Documents } from '../../persistence/mongo/mongo.collection';

@Documents()
export class AuditDocument {
  /** Its place in the chain: two instances cannot take the same one. */
  @Prop({ type: Number, required: true }) _id!: number;
  /** Its own, whatever its place: by it a write whose answer was lost is known again. */
  @Prop({ type: String, required: true }) entryId!: string;
  @Prop({ type: Date, required: true }) at!: Date;
  @Prop({ type: String, required: true }) action!: string;
  @Prop({ type: String, required: true }) actorKind!: string;
  @Prop({ type: String }) actorId?: string;
  @Prop({ type: String }) subjectKind?: string;
  @Prop({ type: String }) subjectId?: string;
  @Prop({ type: String }) browser?: string;
  @Prop({ type: String }) system?: string;
  @Prop({ type: String }) origin?: string;
  @Prop({ type: String }) requestId?: string;
  /** As JSON: what the hash covers comes back as it was. */
  @Prop({ type: String }) details?: string;
  @Prop({ type: String, required: true }) previousHash!: string;
  @Prop({ type: String, required: true }) hash!: string;
}

export const audit = collection(
  'audit',
  AuditDocument,
  // Operators look up a time, an action by a kind of actor, a kind of actor, an actor, a subject, newest first, whatever
  // the history.
  { fields: { at: 1, _id: 1 } },
  { fields: { action: 1, actorKind: 1, at: 1, _id: 1 } },
  { fields: { actorKind: 1, at: 1, _id: 1 } },
  { fields: { actorId: 1, at: 1, _id: 1 } },
  { fields: { subjectId: 1, at: 1, _id: 1 } },
);

@Documents()
export class AuditHeadDocument {
  @Prop({ type: String, required: true }) _id!: string;
  @Prop({ type: Number, required: true }) seq!: number;
  @Prop({ type: String, required: true }) hash!: string;
}

/** One document: the last entry that was erased, on which the first that is left hangs. */
export const auditHeads = collection('audit_head', AuditHeadDocument);

declare module '../../persistence/mongo/mongo.collections' {
  interface CollectionDocuments {
    audit: AuditDocument;
    auditHeads: AuditHeadDocument;
  }
}
