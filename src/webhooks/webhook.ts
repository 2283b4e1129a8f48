import { createHash } from 'node:crypto';
import type { AccountEvent } from '../account/account.service';
import { isPairwise, type App } from '../config/apps/app';
import { idsSince } from '../ids';
import { verificationEvents, type Door, type Failure, type PendingEvent } from '../verification/verification';
import type { Verification, VerificationEvent } from '../verification/verification';

/** The events that other services are told. */
export type WebhookType = `verification.${VerificationEvent}` | `user.${AccountEvent['event']}`;
const ofUsers = { 'user.created': true, 'user.deleted': true } satisfies Record<`user.${AccountEvent['event']}`, true>;
export const webhookTypes: readonly WebhookType[] = [
  ...verificationEvents.map((event) => `verification.${event}` as const),
  ...(Object.keys(ofUsers) as (keyof typeof ofUsers)[]),
];

/** `pending` until the endpoint has accepted it (`sent`) or is no longer tried (`failed`). */
export const webhookStates = ['pending', 'sent', 'failed'] as const;
export type WebhookState = (typeof webhookStates)[number];

/** Why a verification ended without a sign-in; for a locked one, what was wrong. */
export type VerificationError = Failure | 'too_many_attempts' | 'wrong_symbol';

type PayloadOfVerification = Readonly<{
  verification_id: string;
  purpose: Verification['purpose'];
  status: Verification['status'];
  door: Door | null;
  error: VerificationError | null;
  user_id: string | null;
}>;

/** Ids and words, never a name, an e-mail, a phone or a code. */
export type Payload = PayloadOfVerification | Readonly<{ user_id: string }>;

/** An event, and how far other services have been told of it. */
export type Webhook = Readonly<{
  /**
   * Derived from the event, so that noting it again adds nothing. It begins with a time, and so sorts by it: that of
   * the event or, for a message, that of its request.
   */
  id: string;
  type: WebhookType;
  occurredAt: Date;
  payload: Payload;
  /** The app whose endpoint is told; absent for the endpoint in the settings. */
  appId?: string;
  state: WebhookState;
  /** When it is next tried, or taken from a holder that is gone; absent once it is over. */
  dueAt?: Date;
  /** The worker that is sending it at this moment. */
  holder?: string;
  /** Times it was claimed: together with the holder, identifies the claim that a settlement is for. */
  claims: number;
  /** Attempts since the beginning, or since it was replayed. */
  attempts: number;
  /** The HTTP status of the last answer. */
  status?: number;
  /** What went wrong last. */
  error?: WebhookError;
  endedAt?: Date;
}>;

/**
 * `gone`: the endpoint says that it is no longer in use, or its app no longer has one. `refused`: it answered, but not
 * with a 2xx. `unsigned`: there is no secret to sign it with, so it was not sent.
 */
export const webhookErrors = ['timeout', 'unreachable', 'refused', 'gone', 'unsigned'] as const;
export type WebhookError = (typeof webhookErrors)[number];

/** A webhook that is being sent, as its holder claimed it. */
export type Claim = Webhook & Readonly<{ holder: string }>;

/** What came of an attempt. `returned`: it was broken off, and does not count. */
export type Outcome =
  | Readonly<{ kind: 'sent'; at: Date; status: number }>
  | Readonly<{ kind: 'again'; at: Date; status?: number; error: WebhookError }>
  | Readonly<{ kind: 'failed'; at: Date; status?: number; error: WebhookError }>
  | Readonly<{ kind: 'returned'; at: Date }>;

const ID_BYTES = 16;
const EVENT = new RegExp(`^(${verificationEvents.join('|')})(?::(.+))?$`);

/**
 * @param now used if the time of the event is no longer known
 * @param app the app that asked for it, if it has an endpoint of its own
 * @returns undefined for an event that a newer version has written
 */
export function webhookOfVerification(
  verification: Verification,
  pendingEvent: PendingEvent,
  now: Date,
  app?: Pick<App, 'id' | 'subjectType'>,
): Webhook | undefined {
  const [, what, deliveryId] = EVENT.exec(pendingEvent) ?? [];
  if (what === undefined) return undefined;
  const event = what as VerificationEvent;
  const { endedAt, createdAt } = verification;
  // The time is the same whenever this runs, even if a new message was sent meanwhile.
  const time = deliveryId?.slice(0, idsSince(createdAt).length) ?? idsSince(endedAt ?? createdAt);
  return pending({
    id: time + digest(verification.id, pendingEvent),
    type: `verification.${event}`,
    occurredAt: momentOf(verification, event, deliveryId) ?? now,
    payload: payloadOf(verification, event, deliveryId, app),
    appId: app?.id,
  });
}

export function webhookOfAccount({ event, userId, at }: AccountEvent): Webhook {
  const payload = { user_id: userId };
  return pending({ id: idsSince(at) + digest(userId, event), type: `user.${event}`, occurredAt: at, payload });
}

/** The body that is sent and signed, the same at each attempt. */
export const bodyOf = ({ type, occurredAt, payload }: Webhook): string =>
  JSON.stringify({ type, timestamp: occurredAt.toISOString(), data: payload });

function payloadOf(
  verification: Verification,
  event: VerificationEvent,
  deliveryId: string | undefined,
  app?: Pick<App, 'subjectType'>,
): PayloadOfVerification {
  const { id, linkId, purpose } = verification;
  // A pairwise app must not get the account's id, by which other apps know the person.
  const userId = app && isPairwise(app) ? undefined : verification.userId;
  return {
    // A back end knows its request by the verification id; sign-ins of ours are named by the link id, as in the audit.
    verification_id: purpose === 'service' ? id : linkId,
    purpose,
    ...outcomeOf({ ...verification, userId }, event, deliveryId),
  };
}

const NOTHING_MORE = { door: null, error: null, user_id: null };

/** As it was at the event, whatever has come since. Only a verification given up with its message may go on. */
function outcomeOf(
  verification: Verification,
  event: VerificationEvent,
  deliveryId: string | undefined,
): Omit<PayloadOfVerification, 'verification_id' | 'purpose'> {
  const { door = null, userId = null } = verification;
  switch (event) {
    case 'sent':
      return { status: 'sent', ...NOTHING_MORE };
    case 'verified':
      return { status: 'verified', ...NOTHING_MORE, door, user_id: userId };
    case 'failed':
      return {
        status: deliveryId === undefined ? 'locked' : 'failed',
        ...NOTHING_MORE,
        error: errorOf(verification, deliveryId),
      };
    case 'denied':
      return { status: 'cancelled', ...NOTHING_MORE };
    default:
      return event satisfies never;
  }
}

/** A new message may have been requested since; why the one before failed is not kept. */
function errorOf({ failure, endReason }: Verification, deliveryId: string | undefined): VerificationError {
  if (deliveryId !== undefined) return failure ?? 'internal';
  return endReason === 'wrong_symbol' ? endReason : 'too_many_attempts';
}

/** When it happened; undefined once a newer message has taken the place of the one that it is about. */
function momentOf(
  { deliveryId: current, sentAt, endedAt }: Verification,
  event: VerificationEvent,
  deliveryId?: string,
): Date | undefined {
  if (deliveryId !== undefined && deliveryId !== current) return undefined;
  switch (event) {
    case 'sent':
      // A message that was used before Telegram acknowledged it has no time of its own.
      return sentAt ?? endedAt;
    case 'verified':
    case 'failed':
    case 'denied':
      return endedAt;
    default:
      return event satisfies never;
  }
}

const pending = (fact: Pick<Webhook, 'id' | 'type' | 'occurredAt' | 'payload' | 'appId'>): Webhook => ({
  ...fact,
  state: 'pending',
  dueAt: fact.occurredAt,
  claims: 0,
  attempts: 0,
});

const digest = (id: string, event: string): string =>
  createHash('sha256').update(`${id} ${event}`).digest().subarray(0, ID_BYTES).toString('base64url');
