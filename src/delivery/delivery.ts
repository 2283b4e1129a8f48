import { timeOrderedId } from '../ids';

/** Where one message's life is: on its way, in Telegram, gone, or given up. */
export type DeliveryState = 'queued' | 'sending' | 'sent' | 'deleted' | 'failed';

/** One message's life, from the request to its deletion: a row that knows when it is due next. */
export type Delivery = Readonly<{
  id: string;
  verificationId: string;
  botId: number;
  chatId: number;
  /** Of the message's words. */
  language: string;
  state: DeliveryState;
  /** When to look at it again; absent once its life is over. While it is held: when the lease ends. */
  dueAt?: Date;
  /** Who works on it now. */
  holder?: string;
  /** Grows with every claim: a holder whose lease ran out no longer has the latest one. */
  claims: number;
  /** Bot API calls that tried to send it. */
  attempts: number;
  removalAttempts: number;
  /** The last thing that Telegram or the network said against it. */
  error?: string;
  requestedAt: Date;
  /** Telegram's acknowledgement counts until then. */
  deadlineAt: Date;
  messageId?: number;
  /** When Telegram acknowledged it. */
  sentAt?: Date;
  deleteAt?: Date;
  deletedAt?: Date;
}>;

/** Who claims rows: for one bot, under a name that nobody had before and nobody gets after; a later one's fence is higher. */
export type Holder = Readonly<{ botId: number; name: string; fence: number }>;

/** A row that we hold. `isInterrupted`: an earlier holder vanished while sending, so the message may be out already. */
export type Claim = Delivery & Readonly<{ isInterrupted: boolean }>;

/** What became of a claim. */
export type Outcome =
  | Readonly<{ kind: 'sent'; messageId: number; sentAt: Date; deleteAt: Date; attempts: number }>
  /** Without an `error`, nothing was tried and the last one stands. */
  | Readonly<{ kind: 'send_again'; at: Date; error?: string; attempts: number }>
  | Readonly<{ kind: 'deleted'; at: Date }>
  | Readonly<{ kind: 'delete_again'; at: Date; error: string }>
  | Readonly<{ kind: 'failed'; error: string; attempts: number }>;

/** A row as it begins: due at once. */
export function newDelivery(
  of: Pick<Delivery, 'id' | 'verificationId' | 'botId' | 'chatId' | 'language' | 'deadlineAt'>,
  now: Date,
): Delivery {
  return { ...of, state: 'queued', dueAt: now, claims: 0, attempts: 0, removalAttempts: 0, requestedAt: now };
}

/** A row for a message of which all that is left to do is to delete it, now. */
export function newRemoval(
  of: Pick<Delivery, 'verificationId' | 'botId' | 'chatId' | 'language'>,
  messageId: number,
  now: Date,
): Delivery {
  const { verificationId, botId, chatId, language } = of;
  const row = newDelivery({ id: timeOrderedId(now), verificationId, botId, chatId, language, deadlineAt: now }, now);
  return { ...row, state: 'sent', messageId, sentAt: now, deleteAt: now };
}
