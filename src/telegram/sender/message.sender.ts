import type { ChatAddress } from '../address';
import type { OutgoingMessage } from './message';

/** Why Telegram will not take a message for a chat; its owner can act on all but `internal`. */
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
  /** Our token or API root is wrong: not the user's fault, worth trying later. */
  | Readonly<{ kind: 'misconfigured'; error: string; tries: number }>;

/** How a removal ended: `blanked` means that Telegram would not delete, so the message was overwritten. */
export type RemoveOutcome =
  | Readonly<{ kind: 'gone' }>
  | Readonly<{ kind: 'blanked' }>
  | Readonly<{ kind: 'retry'; error: string; retryAfterSeconds?: number }>;

/** When a call may still be made. */
export type CallTerms = Readonly<{
  /** The call is over by then. */
  deadline: Date;
  /** The bot's gate has already granted a turn and, for a message, the chat. */
  hasTurn?: boolean;
}>;

export type SendTerms = CallTerms &
  Readonly<{
    /** Asked right before the request would be written; if it says no, nothing is written. */
    mayBegin?: () => boolean;
    /** Called if Telegram says, after the time-out, that the message is there after all. */
    onLate?: (messageId: number) => void;
  }>;

export type SayTerms = Readonly<{
  /** Without a sound. */
  isQuiet?: boolean;
  /** Below the line. */
  buttons?: OutgoingMessage['buttons'];
  /** Aborts the call. */
  signal?: AbortSignal;
}>;

/** The way into private chats. Never throws because of Telegram or the network. */
export abstract class MessageSender {
  /** Sends once, repeating only what is proven not sent; as text if Telegram refuses the picture. */
  abstract send(to: ChatAddress, message: OutgoingMessage, terms: SendTerms): Promise<SendOutcome>;

  /**
   * Replaces a message that is there. Idempotent. `gone`: there is none any more. After an unknown outcome, one of the
   * two is there, under the known id.
   */
  abstract replace(
    to: ChatAddress,
    messageId: number,
    message: OutgoingMessage,
    terms: SendTerms,
  ): Promise<SendOutcome | Readonly<{ kind: 'gone' }>>;

  /** Deletes, or blanks what Telegram refuses to delete; a message that is already gone is success. */
  abstract remove(to: ChatAddress, messageId: number, terms: CallTerms): Promise<RemoveOutcome>;

  /** Deletes up to 100 messages of one chat in one call; true if Telegram did, and none of them is left. */
  abstract removeAll(to: ChatAddress, messageIds: readonly number[], terms: CallTerms): Promise<boolean>;

  /** A plain line to a person. Best effort; true if Telegram took it. */
  abstract say(to: ChatAddress, html: string, terms?: SayTerms): Promise<boolean>;

  /** Ends the spinner of a pressed button. Best effort. */
  abstract answerCallback(botId: number, callbackId: string, text?: string): Promise<void>;
}
