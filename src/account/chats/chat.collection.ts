import { Prop } from '@nestjs/mongoose';
import { collection, Documents } from '../../persistence/mongo/mongo.collection';
import type { Language } from '../../config/languages';
import type { Chat } from './chat.repository';

@Documents()
export class ChatDocument {
  /** `<bot id>:<chat id>`: the same person has a separate chat with each bot. */
  @Prop({ type: String, required: true }) _id!: string;
  @Prop({ type: Number, required: true }) botId!: number;
  @Prop({ type: Number, required: true }) chatId!: number;
  @Prop({ type: String, required: true }) language!: string;
  @Prop({ type: String }) chosenLanguage?: Language;
  @Prop({ type: String }) name?: string;
  @Prop({ type: String }) username?: string;
  /** The username in lower case: few people remember how they capitalised theirs. */
  @Prop({ type: String }) usernameKey?: string;
  @Prop({ type: Date }) blockedAt?: Date;
  @Prop({ type: Date }) pausedAt?: Date;
  /** Messages in a row that were not used. */
  @Prop({ type: Number }) unanswered?: number;
  @Prop({ type: Date, required: true }) updatedAt!: Date;
  /** The mark of the last change: see `MongoDatabase.change`. */
  @Prop({ type: String }) mark?: string;
}

export const chats = collection<ChatDocument, Chat>(
  'chats',
  ChatDocument,
  // Finds the chat of a person who signs in by a username, as Telegram has told it.
  { fields: { usernameKey: 1 }, sparse: true },
  // All chats of one person, to be shown to them or forgotten.
  { fields: { chatId: 1 } },
);

declare module '../../persistence/mongo/mongo.collections' {
  interface CollectionDocuments {
    chats: ChatDocument;
  }
}
