import type { ChatAddress } from '../address';
import type { OutgoingMessage } from './message';

/** Why Telegram will not take a message for a chat; all but `internal` are something that its owner can act on. */
export type Refusal = 'bot_blocked' | 'bot_not_started' | 'chat_not_found' | 'user_deactivated' | 'internal';

/** How a send ended. `error` is short and holds neither token nor text; `tries` counts the calls made. */
export type SendOutcome =
  | Readonly<{ kind: 'sent'; messageId: number; tries: number }>
  /** Proven not sent: the same message may go again. */
  | Readonly<{ kind: 'not_sent'; error: string; retryAfterSeconds?: number; tries: number }>
  /** It may be there with an unknown id: rotate its secrets before sending again. */
  | Readonly<{ kind: 'unknown'; error: string; tries: number }>
  /** Final. */
  | Readonly<{ kind: 'refused'; reason: Refusal; error: string; tries: number }>
  /** Our token or API root: not the user's fault, worth trying later. */
  | Readonly<{ kind: 'misconfigured'; error: string; tries: number }>;

/** How a removal ended: `blanked` means that Telegram would not delete, so the message was overwritten. */
export type RemoveOutcome =
  | Readonly<{ kind: 'gone' }>
  | Readonly<{ kind: 'blanked' }>
  | Readonly<{ kind: 'retry'; error: string; retryAfterSeconds?: number }>;

/** When a call may still be made. */
export type CallTerms = Readonly<{
  /** By then it is over. */
  deadline: Date;
  /** The bot's gate has given a turn already, and for a message the chat. */
  hasTurn?: boolean;
}>;

export type SendTerms = CallTerms &
  Readonly<{
    /** Asked at the moment at which the request would be written; where it says no, nothing is. */
    mayBegin?: () => boolean;
    /** Told when Telegram says, after the time-out, that the message is there after all. */
    onLate?: (messageId: number) => void;
  }>;

export type SayTerms = Readonly<{
  /** Without a sound. */
  isQuiet?: boolean;
  /** Below it. */
  buttons?: OutgoingMessage['buttons'];
  /** Gives it up. */
  signal?: AbortSignal;
}>;

/** The way into private chats. Never throws for what Telegram or the network does. */
export abstract class MessageSender {
  /** Sends once, repeating only what is proven not sent; as text if Telegram refuses the picture. */
  abstract send(to: ChatAddress, message: OutgoingMessage, terms: SendTerms): Promise<SendOutcome>;

  /**
   * Puts a message in the place of one that is there: done twice it is the same. `gone`: there is none any more.
   * An outcome that is not known leaves one of the two there, under the id that is known.
   */
  abstract replace(
    to: ChatAddress,
    messageId: number,
    message: OutgoingMessage,
    terms: SendTerms,
  ): Promise<SendOutcome | Readonly<{ kind: 'gone' }>>;

  /** Deletes, or blanks what Telegram refuses to delete; a message that is already gone is success. */
  abstract remove(to: ChatAddress, messageId: number, terms: CallTerms): Promise<RemoveOutcome>;

  /** Deletes up to 100 messages of one chat in one call; true if Telegram did, and of each that none is left. */
  abstract removeAll(to: ChatAddress, messageIds: readonly number[], terms: CallTerms): Promise<boolean>;

  /** A plain line to a person. Best effort; true if Telegram took it. */
  abstract say(to: ChatAddress, html: string, terms?: SayTerms): Promise<boolean>;

  /** Ends the spinner of a pressed button. Best effort. */
  abstract answerCallback(botId: number, callbackId: string, text?: string): Promise<void>;
}
