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
  /**
   * Its place among the messages of askers who have not shown who they are, which go by this and after all others. Absent
   * where the asker has.
   */
  turnAt?: Date;
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
  /** What it went through, oldest first; of a long story the last `KEPT_STEPS`. */
  steps: readonly Step[];
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
  /** A message without a secret is there and waits for them; without an id, it was, and is gone. */
  | Readonly<{ kind: 'placed'; messageId?: number; at: Date; attempts: number }>
  | Readonly<{ kind: 'deleted'; at: Date }>
  | Readonly<{ kind: 'delete_again'; at: Date; error: string }>
  | Readonly<{ kind: 'failed'; error: string; attempts: number }>;

/** Used, cancelled, locked or replaced while it waited: nobody wants the message any more. */
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

/** A row as it begins: due at once. */
export function newDelivery(
  of: Pick<Delivery, 'id' | 'verificationId' | 'botId' | 'chatId' | 'language' | 'deadlineAt' | 'turnAt'>,
  now: Date,
): Delivery {
  const untouched = { claims: 0, attempts: 0, removalAttempts: 0, steps: [] };
  return { ...of, ...untouched, state: 'queued', dueAt: now, requestedAt: now };
}

/** Stands for a verification where an operator sends a test: no verification has this id. */
export const TEST = 'test';

/** An operator's, as it shall be sent. */
export type TestMessage = Pick<Delivery, 'id' | 'botId' | 'chatId' | 'deadlineAt'>;

/** A row for a test message, which is nobody's sign-in. */
export const newTest = (message: TestMessage, now: Date): Delivery =>
  newDelivery({ ...message, verificationId: TEST, language: 'en' }, now);

/** What a test's error begins with where its message may be in the chat, under an id that nobody knows. */
export const MAY_BE_THERE = 'unknown outcome: ';

export const isTest = ({ verificationId }: Pick<Delivery, 'verificationId'>): boolean => verificationId === TEST;

/** True for a row whose message was in the chat before it: a person's line, or what came late. */
export const isRemoval = ({ deadlineAt, requestedAt }: Pick<Delivery, 'deadlineAt' | 'requestedAt'>): boolean =>
  deadlineAt <= requestedAt;

/** How long past its time the message was in Telegram, or still is, in milliseconds: 0 for one that went in time or never came. */
export const overstayMs = ({ deleteAt, deletedAt }: Pick<Delivery, 'deleteAt' | 'deletedAt'>, now: Date): number =>
  deleteAt ? Math.max(0, (deletedAt ?? now).getTime() - deleteAt.getTime()) : 0;

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
