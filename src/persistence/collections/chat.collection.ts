import { Prop } from '@nestjs/mongoose';
import { collection, Documents } from '../mongo.collection';

@Documents()
export class ChatDocument {
  /** `<bot id>:<chat id>`: a chat is another with another bot. */
  @Prop({ type: String, required: true }) _id!: string;
  @Prop({ type: Number, required: true }) botId!: number;
  @Prop({ type: Number, required: true }) chatId!: number;
  @Prop({ type: String, required: true }) language!: string;
  @Prop({ type: String }) username?: string;
  @Prop({ type: Date }) blockedAt?: Date;
  @Prop({ type: Date, required: true }) updatedAt!: Date;
  /** Of the last change: see `MongoDatabase.change`. */
  @Prop({ type: String }) mark?: string;
}

export const chats = collection('chats', ChatDocument);
