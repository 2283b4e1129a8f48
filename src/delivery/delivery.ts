import { timeOrderedId } from '../ids';

/** What a row is about: a message of ours, something else in the chat that is only taken away, or an operator's test. */
export const deliveryKinds = ['message', 'removal', 'test'] as const;
export type DeliveryKind = (typeof deliveryKinds)[number];

/** A verification's message, a removal in its chat, or what stands by itself: a test, and the removal of one that came late. */
type About =
  | Readonly<{ kind: 'message'; verificationId: string }>
  | Readonly<{ kind: 'removal'; verificationId?: string }>
  | Readonly<{ kind: 'test'; verificationId?: undefined }>;

type Common = Readonly<{
  id: string;
  botId: number;
  /** Of the message's words. */
  language: string;
  /**
   * Its place among the messages of askers who have not shown who they are, which go by this and after all others. Absent
   * where the asker has.
   */
  turnAt?: Date;
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
  /** What it went through, oldest first; of a long story the last `KEPT_STEPS`. */
  steps: readonly Step[];
}>;

/** Its life goes on. */
type Due = Readonly<{
  chatId: number;
  /** When to look at it again. While it is held: when the lease ends. */
  dueAt: Date;
  /** Who works on it now. */
  holder?: string;
  deletedAt?: undefined;
}>;

/** Its life is over, and its person may be forgotten: then it has no chat. */
type Over = Readonly<{ chatId?: number; dueAt?: undefined; holder?: undefined }>;

/** Telegram has acknowledged it. */
type Acknowledged = Readonly<{ messageId: number; sentAt: Date; deleteAt: Date }>;
/** It has a message id where it is in the chat without its secrets. */
type Unacknowledged = Readonly<{ messageId?: number; sentAt?: undefined; deleteAt?: undefined }>;

type Queued = Due & Unacknowledged & Readonly<{ state: 'queued' }>;
type Sending = Due & Unacknowledged & Readonly<{ state: 'sending' }>;
type Sent = Due & Acknowledged & Readonly<{ state: 'sent' }>;
type Deleted = Over & Acknowledged & Readonly<{ state: 'deleted'; deletedAt: Date }>;
/** It never came, or could not be deleted. */
type Failed = Over & (Acknowledged | Unacknowledged) & Readonly<{ state: 'failed'; deletedAt?: undefined }>;

/** One message's life, from the request to its deletion: a row that knows when it is due next. */
export type Delivery = Common & About & (Queued | Sending | Sent | Deleted | Failed);

/** A message that is in Telegram. */
export type SentDelivery = Common & About & Sent;

export const isInTelegram = (row: Delivery): row is SentDelivery => row.state === 'sent';

/** Where it is: on its way, in Telegram, gone, or given up. */
export type DeliveryState = Delivery['state'];

/** Who claims rows: for one bot, under a name that was never given before and is never given again; a later one's fence is higher. */
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
/** A row that we hold, to be sent: what is there already is never sent. */
export type SendClaim = Common & Exclude<About, { kind: 'removal' }> & Sending & Held;
/** A row that we hold, to be deleted in Telegram. */
export type RemovalClaim = Common & About & Sent & Held;
/** A row that we hold. */
export type Claim = SendClaim | RemovalClaim;

/** What became of a claim. */
export type Outcome =
  | Readonly<{ kind: 'sent'; messageId: number; sentAt: Date; deleteAt: Date; attempts: number }>
  /** Without an `error`, nothing was tried and the last one stands. */
  | Readonly<{ kind: 'send_again'; at: Date; error?: string; attempts: number }>
  /** A message without a secret is there and waits for them; without an id, it was, and is gone. */
  | Readonly<{ kind: 'placed'; messageId?: number; at: Date; attempts: number }>
  | Readonly<{ kind: 'deleted'; at: Date }>
  | Readonly<{ kind: 'delete_again'; at: Date; error: string }>
  | Readonly<{ kind: 'failed'; error: string; attempts: number }>;

/** Used, cancelled, locked or replaced while it waited: the message is no longer wanted. */
export const SUPERSEDED = { kind: 'failed', error: 'superseded', attempts: 0 } as const satisfies Outcome;

/** What a row went through at one moment. */
export type Step = Readonly<{
  at: Date;
  kind: Outcome['kind'];
  /** What Telegram or the network said against it. */
  error?: string;
  /** Bot API calls that it took. */
  attempts: number;
}>;

/** A row that fails for two days shall not grow without end. */
export const KEPT_STEPS = 40;

/** What an outcome adds to a row's story; undefined where the row only made room for another. */
export function stepOf(outcome: Outcome, now: Date): Step | undefined {
  const attempts = 'attempts' in outcome ? outcome.attempts : 1;
  const error = 'error' in outcome ? outcome.error : undefined;
  if (outcome.kind === 'send_again' && error === undefined && attempts === 0) return undefined;
  return { at: momentOf(outcome) ?? now, kind: outcome.kind, ...(error !== undefined && { error }), attempts };
}

/** Where it is known better than by when it is written down. */
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

/** An operator's, as it shall be sent. */
export type TestMessage = Omit<Beginning, 'language' | 'turnAt'>;

/** A row for a test message, which is no sign-in. */
export const newTest = (message: TestMessage, now: Date): Delivery => ({
  ...queuedAt(now),
  kind: 'test',
  language: 'en',
  ...message,
});

/** A row for a message of which all that is left to do is to delete it, now. */
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

/** What a test's error begins with where its message may be in the chat, under an unknown id. */
export const MAY_BE_THERE = 'unknown outcome: ';

/** How long past its time the message was in Telegram, or still is, in milliseconds: 0 for one that went in time or never came. */
export const overstayMs = ({ deleteAt, deletedAt }: Pick<Delivery, 'deleteAt' | 'deletedAt'>, now: Date): number =>
  deleteAt ? Math.max(0, (deletedAt ?? now).getTime() - deleteAt.getTime()) : 0;
