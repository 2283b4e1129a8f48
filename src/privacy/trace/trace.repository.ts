import type { Chat } from '../../account/chats/chat.repository';

/** The ids of the deleted account and of its owner's private chat with our bots. */
export type Gone = Readonly<{ userId: string; chatId: number }>;

/** What is kept of a person besides their account, found by chat or account however long the history is. */
export abstract class TraceRepository {
  abstract listChats(chatId: number): Promise<Chat[]>;
  /** The ids of sign-ins meant for the chat and never sent, since it was paused or the bot was not started there. */
  abstract listUnsent(chatId: number): Promise<string[]>;
  /**
   * Erases the person's traces: sessions, chats and the profile picture are gone; messages and sign-ins stay to be
   * counted, without anything about the person. What was requested after `until` belongs to a person who has come anew,
   * even if the sign-in is older. A message requested before `lost` can no longer be deleted, and is not waited for.
   * @returns how many messages are still under way, and keep their chat until they no longer are
   */
  abstract erase(gone: Gone, until: Date, lost: Date): Promise<number>;
}
