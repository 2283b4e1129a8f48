import type { Language } from '../../config/languages';

/** A private chat in which Start was pressed: the way to a person, and what Telegram told of them. */
export type Chat = Readonly<{
  botId: number;
  chatId: number;
  /** The language of the person's Telegram app, as Telegram told it last. */
  language: string;
  /** The language that the person chose instead; a new account takes it over, and the account's counts from then on. */
  chosenLanguage?: Language;
  /** What Telegram calls the person. */
  name?: string;
  username?: string;
  /** Since when the bot has been blocked there. */
  blockedAt?: Date;
  /** Since when nothing is sent there, except what its owner requests by pressing Start. */
  pausedAt?: Date;
}>;

export abstract class ChatRepository {
  abstract find(botId: number, chatId: number): Promise<Chat | undefined>;
  /**
   * The bots, out of `botIds`, that may write into this chat: the person pressed Start there, has not blocked them
   * since, and has not had enough.
   */
  abstract listStarted(chatId: number, botIds: readonly number[]): Promise<number[]>;
  /**
   * Overwrites all that was known before, except the chosen language. It ends a pause, too: a person who presses Start
   * has not had enough.
   */
  abstract remember(chat: Omit<Chat, 'chosenLanguage'>, now: Date): Promise<void>;
  /** A chat that was not known is stored as paused: choosing a language is not pressing Start. */
  abstract chooseLanguage(botId: number, chatId: number, language: Language, now: Date): Promise<void>;
  /** Does nothing if the chat is not known. Leaves `updatedAt` alone: blocking a bot does not confirm a username. */
  abstract setBlocked(botId: number, chatId: number, isBlocked: boolean, now: Date): Promise<void>;
  /** Its owner has had enough: none of the bots sends anything there until Start is pressed. */
  abstract pause(chatId: number, botIds: readonly number[], now: Date): Promise<void>;
  /**
   * A message was there for its whole life, and was not used. The `most`-th in a row pauses the chat.
   * @returns true if this one did
   */
  abstract noteUnanswered(botId: number, chatId: number, most: number, now: Date): Promise<boolean>;
  /** Its owner reads the messages: counting starts again. */
  abstract noteAnswered(botId: number, chatId: number): Promise<void>;
  abstract forget(botId: number, chatId: number): Promise<void>;
}
