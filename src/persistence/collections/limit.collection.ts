import { Prop } from '@nestjs/mongoose';
import { collection, Documents } from '../mongo/mongo.collection';

@Documents()
export class LimitDocument {
  @Prop({ type: String, required: true }) _id!: string;
  @Prop({ type: Number, required: true }) used!: number;
  @Prop({ type: Date, required: true }) endsAt!: Date;
}

export const limits = collection('limits', LimitDocument, {
  // What is over is forgotten every minute, without looking at what runs.
  fields: { endsAt: 1 },
});
