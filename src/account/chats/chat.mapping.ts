import type { ChatDocument } from './chat.collection';
import type { Chat } from './chat.repository';
import type { KeptChat } from './chat.table';

/** The same person has a separate chat with each bot. */
export const keyOf = (botId: number, chatId: number): string => `${botId}:${chatId}`;

/** The username as it is looked up: few people remember how they capitalised theirs. */
export const usernameKeyOf = ({ username }: Pick<Chat, 'username'>): string | undefined => username?.toLowerCase();

export const toChat = (document: ChatDocument): Chat => {
  const { botId, chatId, language, chosenLanguage, name, username, blockedAt, pausedAt } = document;
  return { botId, chatId, language, chosenLanguage, name, username, blockedAt, pausedAt };
};

/** The chat, with what is stored beside it. */
export const toKeptChat = (document: ChatDocument): KeptChat => {
  const { unanswered = 0, updatedAt } = document;
  return { ...toChat(document), unanswered, updatedAt };
};

/** A chat as its collection holds it. */
export const toChatDocument = ({ unanswered, ...chat }: KeptChat): ChatDocument => ({
  _id: keyOf(chat.botId, chat.chatId),
  ...chat,
  usernameKey: usernameKeyOf(chat),
  unanswered: unanswered === 0 ? undefined : unanswered,
});
