import type { Chat } from '../account/chat.repository';

/** Whose account it was, and the private chat with our bots. */
export type Gone = Readonly<{ userId: string; chatId: number }>;

/** What is kept of a person beside their account. Each is looked up by chat or account, whatever the history. */
export abstract class TraceRepository {
  abstract listChats(chatId: number): Promise<Chat[]>;
  /**
   * Forgets whom it was about: sessions and chats are gone, and messages and sign-ins stay without a word of the person, to
   * be counted. What came to the chat after `until` is of somebody who has come anew.
   * @returns how many messages are still under way, and keep their chat until they are not
   */
  abstract erase(gone: Gone, until: Date): Promise<number>;
}

/** The chat of what was erased: there is no such one. */
export const NO_CHAT = 0;
