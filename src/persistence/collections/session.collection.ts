import { Prop } from '@nestjs/mongoose';
import { collection, Documents } from '../mongo.collection';

@Documents()
export class SessionDocument {
  @Prop({ type: String, required: true }) _id!: string;
  @Prop({ type: String, required: true }) userId!: string;
  @Prop({ type: String, required: true }) door!: string;
  /** May be empty, which mongoose takes for missing where a text is required. */
  @Prop({ type: String }) browser!: string;
  @Prop({ type: String }) system!: string;
  @Prop({ type: Date, required: true }) createdAt!: Date;
  @Prop({ type: Date, required: true }) expiresAt!: Date;
}

export const sessions = collection('sessions', SessionDocument, {
  // All places in which one user is signed in.
  fields: { userId: 1 },
});
