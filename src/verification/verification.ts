/** The statuses that clients see; `moves` lists which may follow which. */
export const statuses = [
  ...(['awaiting_telegram', 'sending', 'sent', 'verified', 'failed', 'expired', 'cancelled', 'locked'] as const),
] as const;
export type Status = (typeof statuses)[number];

/** Why a verification `failed`: stable codes that clients may rely on. */
export const failures = [
  'bot_blocked',
  'bot_not_started',
  'chat_not_found',
  'user_deactivated',
  'telegram_timeout',
  'internal',
] as const;
export type Failure = (typeof failures)[number];

/** Why a verification was locked or cancelled: stable codes that clients may rely on. */
export const endReasons = [
  'wrong_codes',
  'wrong_symbol',
  'cancelled_here',
  'refused_in_telegram',
  'refused_by_link',
] as const;
export type EndReason = (typeof endReasons)[number];

/** Why a verification expired: its code was not used, or its start link not pressed, in time. */
export const timeReasons = ['code_expired', 'start_not_pressed'] as const;

/** Every reason for which a verification can end without a sign-in, save a failure, which has its own (`failures`). */
export const allEndReasons = [...endReasons, ...timeReasons] as const;

/** The ways in: typing the code, pressing or scanning the link, or approving the device that waits. */
export type Door = 'otp' | 'link' | 'approval';

/**
 * What a verification is for: a new account, a returning person, or something that another service of the team wants
 * confirmed. The first two open a session; the third never does.
 */
export type Purpose = 'register' | 'login' | 'service';
/** The purposes that sign a person in; a `service` verification is accessible only to the service that asked for it. */
export const signIns: readonly Purpose[] = ['register', 'login'];

/**
 * What a person says about themselves. For a registration it fills the account, if Telegram proves a new one; for a
 * sign-in it is a hint that opens a dormant account, and is stored in no account.
 */
export type Applicant = Readonly<{ name?: string; email?: string; phone?: string; telegramUsername?: string }>;

/** An event to tell other services: `what`, or `what:<delivery>` if it can occur once a message. See `eventOf`. */
export type PendingEvent = string;

/** The requester's browser and system, as far as the User-Agent header reveals them. */
export type Requester = Readonly<{ browser: string; system: string }>;

/**
 * One verification under way. It holds no secret: code and links are derived from `id`, `linkId`, `nonce` and
 * `generation` (see `secrets.ts`); new ones come with `generation + 1`.
 */
export type Verification = Readonly<{
  /** For a sign-in, a hash of its initiator's proof (`idOf`); for a back end's request, the id it was given. */
  id: string;
  /** Names the verification in links, start codes and buttons; each carries a MAC or checks who presses it. */
  linkId: string;
  nonce: string;
  generation: number;
  /** Grows with every change, so that a listener can tell what it has seen. */
  revision: number;
  /** The status as stored; `statusAt` takes into account the time that has passed since. */
  status: Status;
  purpose: Purpose;
  applicant: Applicant;
  requester: Requester;
  /** The chat id was typed, and the initiator has not yet shown that the chat is theirs. */
  isUnproven: boolean;
  /** The client address of the request, as the limits count it: an IPv4 address, or an IPv6 /64. */
  origin: string;
  /** The request that began it: the reference shown to a person in trouble. Absent on records of older versions. */
  requestId?: string;
  /** What a service wants confirmed, in its own words; the message shows it. */
  reason?: string;
  /**
   * An initiator who has shown who they are: the id of a service's API key (absent on records of a version that did not
   * tell keys apart), the id of the person's known device, or `IN_CHAT`.
   */
  askedBy?: string;
  /** Id of the app that it signs the person in to; absent if no app sent them here, and on older versions' records. */
  appId?: string;
  /** Hash of the cookie of the browser that began it; absent if a program did, and on records of older versions. */
  flowHash?: string;
  botId: number;
  /** The person's private chat, whose id is also their numeric Telegram id; absent until Start is pressed. */
  chatId?: number;
  /** The account of the person who used the verification, if they have one. */
  userId?: string;
  /** The message that carries the current code. */
  deliveryId?: string;
  /** Codes compared so far, over all generations. */
  attempts: number;
  failure?: Failure;
  door?: Door;
  createdAt: Date;
  /** The start link works until then. */
  startExpiresAt: Date;
  /** Telegram may acknowledge the message until then. */
  deadlineAt?: Date;
  sentAt?: Date;
  /** When code and link expire: counted from Telegram's acknowledgement, absent before it. */
  expiresAt?: Date;
  resendAt: Date;
  /** When it was verified, given up, cancelled or locked; absent if it merely timed out. */
  endedAt?: Date;
  /** Absent unless it was locked or cancelled, and on records of versions that did not keep a reason. */
  endReason?: EndReason;
  /** The session that resulted; after an approval, the one that the waiting device collected. */
  collectedBy?: string;
  /** Hash of the key and secret that used it: a client that repeats both missed the answer. Absent if no key came. */
  usedWith?: string;
  /** As `usedWith`, for the device that waited. */
  collectedWith?: string;
  /** Its pending events, which other services have yet to be told; absent if there are none. */
  untold?: readonly PendingEvent[];
}>;

/** `askedBy` of a sign-in requested in the chat with the bot: no device waits for it, and only its link opens it. */
export const IN_CHAT = 'chat';

/** What other services are told about a verification; the write that causes an event also stores it in `untold`. */
export const verificationEvents = ['sent', 'verified', 'failed', 'denied'] as const;
export type VerificationEvent = (typeof verificationEvents)[number];

/** The event, with its message if any; a service hears of each message once, however often the event is noted. */
export const eventOf = (what: VerificationEvent, deliveryId?: string): PendingEvent =>
  deliveryId === undefined ? what : `${what}:${deliveryId}`;

/** `chatId` of an erased verification: no chat has this id. */
export const NO_CHAT = 0;

/** Its person is forgotten: the verification is kept only to be counted, and opens and sends nothing. */
export const isForgotten = ({ chatId }: Pick<Verification, 'chatId'>): boolean => chatId === NO_CHAT;

/** A verification with a message to a chat, whose person is not forgotten. */
export type Addressed = Verification & Readonly<{ chatId: number; deliveryId: string; deadlineAt: Date }>;

export const isAddressed = (verification: Verification): verification is Addressed =>
  !isForgotten(verification) &&
  [verification.chatId, verification.deliveryId, verification.deadlineAt].every((each) => each !== undefined);

/** @throws Error if no message can go out for the verification */
export function asAddressed(verification: Verification): Addressed {
  if (!isAddressed(verification)) throw new Error('a message needs a chat, a row and a deadline');
  return verification;
}

/** A verification that has let its person in. */
export type Used = Verification & Readonly<{ userId: string; door: Door }>;

export const isUsed = (verification: Verification): verification is Used =>
  verification.userId !== undefined && verification.door !== undefined;

/**
 * Every legal move. `expired` is reached by time alone and never written: an expired verification keeps its stored
 * status, and each write checks the time itself.
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

/** The fields that tell whether time has ended a verification. */
type Timed = Pick<Verification, 'status' | 'startExpiresAt' | 'deadlineAt' | 'expiresAt'>;

/** Nothing follows except, for some, a resend: live updates end here. */
export const isFinal = (status: Status): boolean => !['awaiting_telegram', 'sending', 'sent'].includes(status);

/** The status now: a start link, a code and a delivery time out without a write. */
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

/** Why it has failed, if by now it has; without a stored failure, Telegram missed the deadline. */
export function failureAt(verification: Timed & Pick<Verification, 'failure'>, now: Date): Failure | undefined {
  if (statusAt(verification, now) !== 'failed') return undefined;
  return verification.failure ?? 'telegram_timeout';
}

/** The person said that they had not requested it. */
export const isRefused = ({ endReason }: Pick<Verification, 'endReason'>): boolean =>
  endReason === 'refused_in_telegram' || endReason === 'refused_by_link';

/** Why it ended; a failure has reasons of its own (`failureAt`). */
export function endReasonAt(
  verification: Timed & Pick<Verification, 'endReason'>,
  now: Date,
): (typeof allEndReasons)[number] | undefined {
  if (statusAt(verification, now) !== 'expired') return verification.endReason;
  return verification.status === 'awaiting_telegram' ? 'start_not_pressed' : 'code_expired';
}

/** When the current status ends by itself; for a final status, when the code expired. */
export function endsAt(verification: Timed): Date | undefined {
  if (verification.status === 'awaiting_telegram') return verification.startExpiresAt;
  return verification.expiresAt ?? verification.deadlineAt;
}
