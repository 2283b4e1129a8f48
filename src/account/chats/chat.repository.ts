import type { Language } from '../../config/languages';

/** A private chat in which Start was pressed: the way to a person, and what Telegram told of them. */
export type Chat = Readonly<{
  botId: number;
  chatId: number;
  /** The language of the person's Telegram app, as Telegram told it last. */
  language: string;
  /** The language that the person chose instead; a new account takes it over, and counts from then on. */
  chosenLanguage?: Language;
  /** What Telegram calls the person. */
  name?: string;
  username?: string;
  /** Since when the bot is blocked there. */
  blockedAt?: Date;
  /** Since when nothing is sent there that its owner did not ask for by pressing Start. */
  pausedAt?: Date;
}>;

export abstract class ChatRepository {
  abstract find(botId: number, chatId: number): Promise<Chat | undefined>;
  /**
   * Those of the bots that may write into this chat: the person pressed Start there, has not blocked them since, and has not
   * had enough.
   */
  abstract listStarted(chatId: number, botIds: readonly number[]): Promise<number[]>;
  /**
   * Writes it as it is now, whatever was known before but for the language that was chosen: who presses Start has not had
   * enough.
   */
  abstract remember(chat: Omit<Chat, 'chosenLanguage'>, now: Date): Promise<void>;
  /** A chat that was not known is paused: to choose a language is not to press Start. */
  abstract chooseLanguage(botId: number, chatId: number, language: Language, now: Date): Promise<void>;
  /** Does nothing where the chat is not known. A person who blocks a bot was not seen under their username. */
  abstract setBlocked(botId: number, chatId: number, isBlocked: boolean, now: Date): Promise<void>;
  /** Its owner has had enough: with none of the bots anything is sent there any more until Start is pressed. */
  abstract pause(chatId: number, botIds: readonly number[], now: Date): Promise<void>;
  /**
   * A message was there for its whole life, and was not used. The `most`-th in a row pauses the chat.
   * @returns true if this one did
   */
  abstract noteUnanswered(botId: number, chatId: number, most: number, now: Date): Promise<boolean>;
  /** Its owner reads what comes: counting begins anew. */
  abstract noteAnswered(botId: number, chatId: number): Promise<void>;
  abstract forget(botId: number, chatId: number): Promise<void>;
}
