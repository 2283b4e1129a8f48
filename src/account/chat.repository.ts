/** A private chat in which somebody has pressed Start: the way to a person, and what Telegram told of them. */
export type Chat = Readonly<{
  botId: number;
  chatId: number;
  language: string;
  username?: string;
  /** Since when the bot is blocked there. */
  blockedAt?: Date;
}>;

export abstract class ChatRepository {
  abstract find(botId: number, chatId: number): Promise<Chat | undefined>;
  /** Those of the bots that may write into this chat: somebody pressed Start there, and has not blocked them since. */
  abstract listStarted(chatId: number, botIds: readonly number[]): Promise<number[]>;
  /** Writes it as it is now, whatever was known before. */
  abstract remember(chat: Chat, now: Date): Promise<void>;
  /** Does nothing where the chat is not known. */
  abstract setBlocked(botId: number, chatId: number, isBlocked: boolean, now: Date): Promise<void>;
  abstract forget(botId: number, chatId: number): Promise<void>;
}
