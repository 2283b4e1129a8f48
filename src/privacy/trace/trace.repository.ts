import type { Chat } from '../../account/chats/chat.repository';

/** Whose account it was, and the private chat with our bots. */
export type Gone = Readonly<{ userId: string; chatId: number }>;

/** What is kept of a person beside their account. Each is looked up by chat or account, whatever the history. */
export abstract class TraceRepository {
  abstract listChats(chatId: number): Promise<Chat[]>;
  /** The ids of sign-ins that were meant for the chat and did not get there, since its owner had had enough. */
  abstract listUnsent(chatId: number): Promise<string[]>;
  /**
   * Forgets its person: sessions, chats and the profile picture are gone, and messages and sign-ins stay without a word of the person, to
   * be counted. What was asked for after `until` is of a person who has come anew, also where the sign-in is older.
   * A message that was asked for before `lost` can no longer be deleted, and is not waited for.
   * @returns how many messages are still under way, and keep their chat until they are not
   */
  abstract erase(gone: Gone, until: Date, lost: Date): Promise<number>;
}
