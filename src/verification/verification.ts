/** What the outside is told; see `moves` for how one leads to another. */
export const statuses = [
  ...(['awaiting_telegram', 'sending', 'sent', 'verified', 'failed', 'expired', 'cancelled', 'locked'] as const),
] as const;
export type Status = (typeof statuses)[number];

/** Why a verification `failed`, in words that clients may rely on. */
export const failures = [
  'bot_blocked',
  'bot_not_started',
  'chat_not_found',
  'user_deactivated',
  'telegram_timeout',
  'internal',
] as const;
export type Failure = (typeof failures)[number];

/** What ended one that was locked or cancelled, in words that clients may rely on. */
export const endReasons = [
  'wrong_codes',
  'wrong_symbol',
  'cancelled_here',
  'refused_in_telegram',
  'refused_by_link',
] as const;
export type EndReason = (typeof endReasons)[number];

/** What time ends: a code that was not used, or a start link that was not pressed. */
export const timeReasons = ['code_expired', 'start_not_pressed'] as const;

/** All that can end one without a sign-in; a failure has reasons of its own. */
export const allEndReasons = [...endReasons, ...timeReasons] as const;

/** The ways in: typing the code, pressing or scanning the link, or letting in the device that waits. */
export type Door = 'otp' | 'link' | 'approval';

/**
 * What it is for: a new account, coming back, or something that another service of the team's wants confirmed. The first
 * two open a session, the third never does.
 */
export type Purpose = 'register' | 'login' | 'service';
/** Those that sign a person in; what a service asked for is its own alone. */
export const signIns: readonly Purpose[] = ['register', 'login'];

/**
 * What a person says of themselves. A registration's becomes the account's if Telegram proves a new one; a sign-in's is a
 * hint that opens a dormant account, and is kept in none.
 */
export type Applicant = Readonly<{ name?: string; email?: string; phone?: string; telegramUsername?: string }>;

/** What other services have not been told of yet: `what`, or `what:<delivery>` where it can happen once a message. See `eventOf`. */
export type PendingEvent = string;

/** Who asked, as far as the User-Agent header tells. */
export type Requester = Readonly<{ browser: string; system: string }>;

/**
 * One sign-in under way. It holds no secret: code and links are derived from `id`, `linkId`, `nonce` and
 * `generation` (see `secrets.ts`), and new ones are `generation + 1`.
 */
export type Verification = Readonly<{
  /** Of a sign-in the hash of what its initiator holds (`idOf`); of what a back end asked for, the id that it was given. */
  id: string;
  /** Names it in links, start codes and buttons, each with a MAC or a check of who presses. */
  linkId: string;
  nonce: string;
  generation: number;
  /** Grows with every change, so that a listener can tell what it has seen. */
  revision: number;
  /** As stored; what time has done to it since, `statusAt` tells. */
  status: Status;
  purpose: Purpose;
  applicant: Applicant;
  requester: Requester;
  /** The chat is what was typed, and the asker has not shown yet that it is theirs. */
  isUnproven: boolean;
  /** The client address that asked, as limits count it: an IPv4 address, or an IPv6 /64. */
  origin: string;
  /** Which request began it: the reference that a person in trouble is shown. Absent where an older version wrote it. */
  requestId?: string;
  /** What a service wants confirmed, in its own words; the message shows it. */
  reason?: string;
  /**
   * Who asked and has shown who they are: the API key of a service, by its id (absent where a version wrote it that did not
   * keep keys apart), or the known device of the person, by its id.
   */
  askedBy?: string;
  /** The app that it signs a person in to, by its id; absent where no app has sent them here, and where an older version wrote it. */
  appId?: string;
  /** Of the cookie of the browser that began it; absent where a program did, and where an older version wrote it. */
  flowHash?: string;
  botId: number;
  /** The private chat, and so the numeric Telegram id of the person; absent until Start is pressed. */
  chatId?: number;
  /** Who was let in. */
  userId?: string;
  /** The message that carries the living code. */
  deliveryId?: string;
  /** Codes compared so far, over all generations. */
  attempts: number;
  failure?: Failure;
  door?: Door;
  createdAt: Date;
  /** Until then the start link works. */
  startExpiresAt: Date;
  /** Until then Telegram may acknowledge the message. */
  deadlineAt?: Date;
  sentAt?: Date;
  /** When code and link die: counted from Telegram's acknowledgement, absent before it. */
  expiresAt?: Date;
  resendAt: Date;
  /** When it was verified, given up, cancelled or locked; what ends by itself has none. */
  endedAt?: Date;
  /** Absent where it was not locked or cancelled, and where a version wrote it that did not tell. */
  endReason?: EndReason;
  /** The session that came of it; after an approval, the one that the device that waited has collected. */
  collectedBy?: string;
  /** With which key and secret it was used: who repeats that did not get the answer. Absent where no key came. */
  usedWith?: string;
  /** As `usedWith`, of the device that waited. */
  collectedWith?: string;
  /** What other services have not been told of yet; absent where there is nothing. */
  untold?: readonly PendingEvent[];
}>;

/** `askedBy` of what a person has asked for in their chat with the bot: no device waits for it, and only its link opens it. */
export const IN_CHAT = 'chat';

/** What other services are told of a verification, as it is marked on the record (`untold`) by the write that makes it so. */
export const verificationEvents = ['sent', 'verified', 'failed', 'denied'] as const;
export type VerificationEvent = (typeof verificationEvents)[number];

/** What is told to other services, and of which message; a service hears of a message once, however often it is told. */
export const eventOf = (what: VerificationEvent, deliveryId?: string): PendingEvent =>
  deliveryId === undefined ? what : `${what}:${deliveryId}`;

/** The chat of what was erased: there is no such one. */
export const NO_CHAT = 0;

/** Its person is forgotten: it is there to be counted, and opens and sends nothing. */
export const isForgotten = ({ chatId }: Pick<Verification, 'chatId'>): boolean => chatId === NO_CHAT;

/** One that has a message to a chat, and a person who is not forgotten. */
export type Addressed = Verification & Readonly<{ chatId: number; deliveryId: string; deadlineAt: Date }>;

export const isAddressed = (verification: Verification): verification is Addressed =>
  !isForgotten(verification) &&
  [verification.chatId, verification.deliveryId, verification.deadlineAt].every((each) => each !== undefined);

/** @throws Error for one that no message can go out for */
export function asAddressed(verification: Verification): Addressed {
  if (!isAddressed(verification)) throw new Error('a message needs a chat, a row and a deadline');
  return verification;
}

/** One that has let its person in. */
export type Used = Verification & Readonly<{ userId: string; door: Door }>;

export const isUsed = (verification: Verification): verification is Used =>
  verification.userId !== undefined && verification.door !== undefined;

/**
 * Every legal move. `expired` is where time leads; it is never written: an expired verification is stored as what it
 * was, and each write asks for the time itself.
 */
export const moves: Readonly<Record<Status, readonly Status[]>> = {
  awaiting_telegram: ['awaiting_telegram', 'sending', 'cancelled', 'expired'],
  sending: ['sending', 'sent', 'verified', 'failed', 'cancelled', 'locked'],
  sent: ['sending', 'verified', 'cancelled', 'locked', 'expired'],
  failed: ['sending', 'cancelled'],
  expired: ['awaiting_telegram', 'sending', 'cancelled'],
  verified: [],
  cancelled: [],
  locked: [],
};

/** The stored statuses from which `target` may be reached. */
export const statusesBefore = (target: Status): Status[] =>
  (Object.keys(moves) as Status[]).filter((status) => status !== 'expired' && moves[status].includes(target));

/** What time may have ended. */
type Timed = Pick<Verification, 'status' | 'startExpiresAt' | 'deadlineAt' | 'expiresAt'>;

/** Nothing follows any more but, for some, a resend: live updates end here. */
export const isFinal = (status: Status): boolean => !['awaiting_telegram', 'sending', 'sent'].includes(status);

/** The status now: time ends a start link, a code and a delivery without its being written down. */
export function statusAt(verification: Timed, now: Date): Status {
  const end = endsAt(verification);
  if (end === undefined || now < end) return verification.status;
  switch (verification.status) {
    case 'awaiting_telegram':
    case 'sent':
      return 'expired';
    case 'sending':
      return 'failed';
    case 'verified':
    case 'failed':
    case 'expired':
    case 'cancelled':
    case 'locked':
      return verification.status;
    default:
      return verification.status satisfies never;
  }
}

/** Why it failed, if by now it did: past its deadline Telegram has not answered in time. */
export function failureAt(verification: Timed & Pick<Verification, 'failure'>, now: Date): Failure | undefined {
  if (statusAt(verification, now) !== 'failed') return undefined;
  return verification.failure ?? 'telegram_timeout';
}

/** Its person said that they had not asked for it. */
export const isRefused = ({ endReason }: Pick<Verification, 'endReason'>): boolean =>
  endReason === 'refused_in_telegram' || endReason === 'refused_by_link';

/** What ended it; a failure has reasons of its own. */
export function endReasonAt(
  verification: Timed & Pick<Verification, 'endReason'>,
  now: Date,
): (typeof allEndReasons)[number] | undefined {
  if (statusAt(verification, now) !== 'expired') return verification.endReason;
  return verification.status === 'awaiting_telegram' ? 'start_not_pressed' : 'code_expired';
}

/** When the present status ends by itself; for a final one, when the code died. */
export function endsAt(verification: Timed): Date | undefined {
  if (verification.status === 'awaiting_telegram') return verification.startExpiresAt;
  return verification.expiresAt ?? verification.deadlineAt;
}
