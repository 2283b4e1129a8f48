import { Prop } from '@nestjs/mongoose';
import { collection, Documents } from '../persistence/mongo/mongo.collection';
import type { Window } from './limit.repository';

@Documents()
export class LimitDocument {
  @Prop({ type: String, required: true }) _id!: string;
  @Prop({ type: Number, required: true }) used!: number;
  @Prop({ type: Date, required: true }) endsAt!: Date;
}

export const limits = collection<LimitDocument, Window, 'key'>('limits', LimitDocument, {
  // Windows that are over are deleted every minute, without looking at those that run.
  fields: { endsAt: 1 },
});

declare module '../persistence/mongo/mongo.collections' {
  interface CollectionDocuments {
    limits: LimitDocument;
  }
}
