import type { Chat } from '../account/chat.repository';

/** What is kept of a person's private chat with our bots. Each is looked up by the chat, whatever the history. */
export abstract class TraceRepository {
  abstract listChats(chatId: number): Promise<Chat[]>;
  /**
   * Forgets whom it was about: the chats are gone, and messages and sign-ins stay without a word of the person, to be
   * counted. What came after `until` is of somebody who has come anew.
   * @returns how many messages are still under way, and keep their chat until they are not
   */
  abstract erase(chatId: number, until: Date): Promise<number>;
}

/** The chat of what was erased: there is no such one. */
export const NO_CHAT = 0;
