import { Prop } from '@nestjs/mongoose';
import { collection, Documents } from '../../persistence/mongo/mongo.collection';

@Documents()
export class AuditDocument {
  /** Its number in the chain: two instances cannot take the same one. */
  @Prop({ type: Number, required: true }) _id!: number;
  /** The entry's own id, whatever its number: identifies a write whose answer was lost. */
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
  /** As JSON, so that what the hash covers comes back unchanged. */
  @Prop({ type: String }) details?: string;
  @Prop({ type: String, required: true }) previousHash!: string;
  @Prop({ type: String, required: true }) hash!: string;
}

export const audit = collection(
  'audit',
  AuditDocument,
  // Operators look entries up by time, by action and kind of actor, by kind of actor, by actor, and by subject: newest
  // first, however long the history is.
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

/** One document: the last entry that was erased, to which the first remaining one links. */
export const auditHeads = collection('audit_head', AuditHeadDocument);

declare module '../../persistence/mongo/mongo.collections' {
  interface CollectionDocuments {
    audit: AuditDocument;
    auditHeads: AuditHeadDocument;
  }
}
