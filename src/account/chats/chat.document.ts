import type { ChatDocument } from './chat.collection';
import type { Chat } from './chat.repository';
import type { KeptChat } from './chat.table';

/** A chat is another with another bot. */
export const keyOf = (botId: number, chatId: number): string => `${botId}:${chatId}`;

/** The username as it is looked for: few remember how they spelled theirs. */
export const usernameKeyOf = ({ username }: Pick<Chat, 'username'>): string | undefined => username?.toLowerCase();

export const toChat = (document: ChatDocument): Chat => {
  const { botId, chatId, language, chosenLanguage, name, username, blockedAt, pausedAt } = document;
  return { botId, chatId, language, chosenLanguage, name, username, blockedAt, pausedAt };
};

/** With what is written down beside the chat. */
export const toKeptChat = (document: ChatDocument): KeptChat => {
  const { unanswered = 0, updatedAt } = document;
  return { ...toChat(document), unanswered, updatedAt };
};

/** As its collection holds it. */
export const toChatDocument = ({ unanswered, ...chat }: KeptChat): ChatDocument => ({
  _id: keyOf(chat.botId, chat.chatId),
  ...chat,
  usernameKey: usernameKeyOf(chat),
  unanswered: unanswered === 0 ? undefined : unanswered,
});
