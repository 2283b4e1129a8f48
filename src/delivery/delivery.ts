import { timeOrderedId } from '../ids';

/** What a row is for: a message of ours, the removal of something else in the chat, or an operator's test. */
export const deliveryKinds = ['message', 'removal', 'test'] as const;
export type DeliveryKind = (typeof deliveryKinds)[number];

/** A verification's message, a removal in its chat, or a row on its own: a test, or the removal of a late one. */
type About =
  | Readonly<{ kind: 'message'; verificationId: string }>
  | Readonly<{ kind: 'removal'; verificationId?: string }>
  | Readonly<{ kind: 'test'; verificationId?: undefined }>;

type Common = Readonly<{
  id: string;
  botId: number;
  /** The language of the message. */
  language: string;
  /**
   * The turn of a message whose initiator is unproven, that is, has not shown that the chat is theirs: such messages go
   * in this order, after all others. Absent for a proven initiator.
   */
  turnAt?: Date;
  /** Grows with every claim, so that a holder whose lease ran out no longer has the latest number. */
  claims: number;
  /** Bot API calls that tried to send it. */
  attempts: number;
  removalAttempts: number;
  /** The last error from Telegram or the network. */
  error?: string;
  requestedAt: Date;
  /** Telegram must acknowledge the message by then. */
  deadlineAt: Date;
  /** What happened to it, oldest first; at most the last `KEPT_STEPS`. */
  steps: readonly Step[];
}>;

/** A row with something left to do. */
type Due = Readonly<{
  chatId: number;
  /** When to look at it again. While it is held: when the lease ends. */
  dueAt: Date;
  /** The holder that works on it now. */
  holder?: string;
  deletedAt?: undefined;
}>;

/** A finished row; once its person is forgotten, it has no chat. */
type Over = Readonly<{ chatId?: number; dueAt?: undefined; holder?: undefined }>;

/** Telegram has acknowledged the message. */
type Acknowledged = Readonly<{ messageId: number; sentAt: Date; deleteAt: Date }>;
/** Has a message id if the message is in the chat without its secrets. */
type Unacknowledged = Readonly<{ messageId?: number; sentAt?: undefined; deleteAt?: undefined }>;

type Queued = Due & Unacknowledged & Readonly<{ state: 'queued' }>;
type Sending = Due & Unacknowledged & Readonly<{ state: 'sending' }>;
type Sent = Due & Acknowledged & Readonly<{ state: 'sent' }>;
type Deleted = Over & Acknowledged & Readonly<{ state: 'deleted'; deletedAt: Date }>;
/** The message was never delivered, or could not be deleted. */
type Failed = Over & (Acknowledged | Unacknowledged) & Readonly<{ state: 'failed'; deletedAt?: undefined }>;

/** One message's life, from the request to its deletion: a row that knows when it is due next. */
export type Delivery = Common & About & (Queued | Sending | Sent | Deleted | Failed);

/** A message that is in Telegram. */
export type SentDelivery = Common & About & Sent;

export const isInTelegram = (row: Delivery): row is SentDelivery => row.state === 'sent';

/** Where the message is: on its way, in Telegram, gone, or given up. */
export type DeliveryState = Delivery['state'];

/** Claims the rows of one bot, under a name that is never reused; a later holder has a higher fence. */
export type Holder = Readonly<{ botId: number; name: string; fence: number }>;

type Held = Readonly<{
  holder: string;
  /** An earlier holder vanished while sending, so the message may be out already. */
  isInterrupted: boolean;
}>;

/** A row that we hold, of a message that is to be sent. */
export type MessageClaim = SendClaim & Readonly<{ kind: 'message' }>;
/** A row that we hold, of a test that is to be sent. */
export type TestClaim = SendClaim & Readonly<{ kind: 'test' }>;
/** A row that we hold, to be sent: a message that is already there is never sent again. */
export type SendClaim = Common & Exclude<About, { kind: 'removal' }> & Sending & Held;
/** A row that we hold, to be deleted in Telegram. */
export type RemovalClaim = Common & About & Sent & Held;
/** A row that we hold. */
export type Claim = SendClaim | RemovalClaim;

/** What became of a claim. */
export type Outcome =
  | Readonly<{ kind: 'sent'; messageId: number; sentAt: Date; deleteAt: Date; attempts: number }>
  /** Without an `error`, nothing was tried and the row keeps its last one. */
  | Readonly<{ kind: 'send_again'; at: Date; error?: string; attempts: number }>
  /** A message without secrets is in the chat and waits for them; without an id, it was there and is gone. */
  | Readonly<{ kind: 'placed'; messageId?: number; at: Date; attempts: number }>
  | Readonly<{ kind: 'deleted'; at: Date }>
  | Readonly<{ kind: 'delete_again'; at: Date; error: string }>
  | Readonly<{ kind: 'failed'; error: string; attempts: number }>;

/** Used, cancelled, locked or replaced while it waited: the message is no longer wanted. */
export const SUPERSEDED = { kind: 'failed', error: 'superseded', attempts: 0 } as const satisfies Outcome;

/** What happened to a row at one moment. */
export type Step = Readonly<{
  at: Date;
  kind: Outcome['kind'];
  /** The error from Telegram or the network. */
  error?: string;
  /** How many Bot API calls it took. */
  attempts: number;
}>;

/** A row that keeps failing for two days must not grow without end. */
export const KEPT_STEPS = 40;

/** The step that an outcome adds to a row; undefined if the row only made room for another. */
export function stepOf(outcome: Outcome, now: Date): Step | undefined {
  const attempts = 'attempts' in outcome ? outcome.attempts : 1;
  const error = 'error' in outcome ? outcome.error : undefined;
  if (outcome.kind === 'send_again' && error === undefined && attempts === 0) return undefined;
  return { at: momentOf(outcome) ?? now, kind: outcome.kind, ...(error !== undefined && { error }), attempts };
}

/** The moment of an outcome, where it is known better than by when it is recorded. */
function momentOf(outcome: Outcome): Date | undefined {
  if (outcome.kind === 'sent') return outcome.sentAt;
  return outcome.kind === 'deleted' ? outcome.at : undefined;
}

type Beginning = Pick<Queued, 'chatId'> & Pick<Common, 'id' | 'botId' | 'language' | 'deadlineAt' | 'turnAt'>;

const untouched = { claims: 0, attempts: 0, removalAttempts: 0, steps: [] } as const;

/** Due at once. */
const queuedAt = (now: Date) => ({ ...untouched, state: 'queued', dueAt: now, requestedAt: now }) as const;

/** The message of a verification, due at once. */
export const newMessage = (of: Beginning & Readonly<{ verificationId: string }>, now: Date): Delivery => ({
  ...queuedAt(now),
  kind: 'message',
  ...of,
});

/** An operator's test message, as it is to be sent. */
export type TestMessage = Omit<Beginning, 'language' | 'turnAt'>;

/** A row for a test message, which belongs to no sign-in. */
export const newTest = (message: TestMessage, now: Date): Delivery => ({
  ...queuedAt(now),
  kind: 'test',
  language: 'en',
  ...message,
});

/** A row for a message that only has to be deleted, now. */
export const newRemoval = (
  { botId, chatId, language, verificationId }: Omit<Beginning, 'id' | 'deadlineAt'> & { verificationId?: string },
  messageId: number,
  now: Date,
): Delivery => ({
  ...untouched,
  id: timeOrderedId(now),
  kind: 'removal',
  state: 'sent',
  dueAt: now,
  requestedAt: now,
  deadlineAt: now,
  sentAt: now,
  deleteAt: now,
  messageId,
  botId,
  chatId,
  language,
  verificationId,
});

/** How a test's error begins if its message may be in the chat, under an unknown id. */
export const MAY_BE_THERE = 'unknown outcome: ';

/** Milliseconds that the message has stayed in Telegram past its time: 0 if it went in time or never arrived. */
export const overstayMs = ({ deleteAt, deletedAt }: Pick<Delivery, 'deleteAt' | 'deletedAt'>, now: Date): number =>
  deleteAt ? Math.max(0, (deletedAt ?? now).getTime() - deleteAt.getTime()) : 0;
