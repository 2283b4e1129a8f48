import { integer, optional, table, text, time } from '../../persistence/table';
import type { Language } from '../../config/languages';
import type { Chat } from './chat.repository';

const fields = {
  botId: integer('bot_id'),
  chatId: integer('chat_id'),
  language: text('language'),
  chosenLanguage: optional(text<Language>('chosen_language')),
  name: optional(text('name')),
  username: optional(text('username')),
  blockedAt: optional(time('blocked_at')),
  pausedAt: optional(time('paused_at')),
};

/** A chat as stored: also with how many messages in a row were not used, and when it was last written. */
export type KeptChat = Chat & Readonly<{ unanswered: number; updatedAt: Date }>;

/** To read a chat. */
export const chatTable = table<Chat>('chats', fields);

/** To write one. */
export const keptChatTable = table<KeptChat>('chats', {
  ...fields,
  unanswered: integer('unanswered'),
  updatedAt: time('updated_at'),
});
