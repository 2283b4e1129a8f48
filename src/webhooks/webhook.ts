import { createHash } from 'node:crypto';
import type { AccountEvent } from '../account/account.service';
import { isPairwise, type App } from '../config/apps/app';
import { idsSince } from '../ids';
import { verificationEvents, type Door, type Failure, type PendingEvent } from '../verification/verification';
import type { Verification, VerificationEvent } from '../verification/verification';

/** What other services are told of. */
export type WebhookType = `verification.${VerificationEvent}` | `user.${AccountEvent['event']}`;
const ofUsers = { 'user.created': true, 'user.deleted': true } satisfies Record<`user.${AccountEvent['event']}`, true>;
export const webhookTypes: readonly WebhookType[] = [
  ...verificationEvents.map((event) => `verification.${event}` as const),
  ...(Object.keys(ofUsers) as (keyof typeof ofUsers)[]),
];

/** `pending` until the endpoint has taken it (`sent`) or is not asked any more (`failed`). */
export const webhookStates = ['pending', 'sent', 'failed'] as const;
export type WebhookState = (typeof webhookStates)[number];

/** Why a verification ended without a sign-in; one that is locked says what was wrong. */
export type VerificationError = Failure | 'too_many_attempts' | 'wrong_symbol';

/** Ids and words, never a name, an e-mail, a phone or a code. */
export type Payload = Readonly<
  | {
      verification_id: string;
      purpose: Verification['purpose'];
      status: Verification['status'];
      door: Door | null;
      error: VerificationError | null;
      user_id: string | null;
    }
  | { user_id: string }
>;

/** One thing that happened, and how far other services have been told of it. */
export type Webhook = Readonly<{
  /**
   * Made from what happened, so that noting it again notes nothing new. It begins with a time, and so sorts by it: when it
   * happened or, of a message, when that was asked for.
   */
  id: string;
  type: WebhookType;
  occurredAt: Date;
  payload: Payload;
  /** The app whose endpoint is told; absent where that of the settings is. */
  appId?: string;
  state: WebhookState;
  /** When it is tried next, or taken from a holder that is gone; absent once it is over. */
  dueAt?: Date;
  /** Who is telling it at this moment. */
  holder?: string;
  /** Times it was claimed: with the holder, what a settlement is known by. */
  claims: number;
  /** Times it was tried since it began, or since it was replayed. */
  attempts: number;
  /** The HTTP status of the last answer. */
  status?: number;
  /** What went wrong last. */
  error?: WebhookError;
  endedAt?: Date;
}>;

/**
 * `gone`: the endpoint says that it is no longer in use, or its app has it no more. `refused`: it answered, and not with a 2xx.
 * `unsigned`: there is nothing to sign it by, and it was not sent.
 */
export const webhookErrors = ['timeout', 'unreachable', 'refused', 'gone', 'unsigned'] as const;
export type WebhookError = (typeof webhookErrors)[number];

/** One that is being told, as its holder claimed it. */
export type Claim = Webhook & Readonly<{ holder: string }>;

/** What came of an attempt. `returned`: it was broken off, and counts for nothing. */
export type Outcome =
  | Readonly<{ kind: 'sent'; at: Date; status: number }>
  | Readonly<{ kind: 'again'; at: Date; status?: number; error: WebhookError }>
  | Readonly<{ kind: 'failed'; at: Date; status?: number; error: WebhookError }>
  | Readonly<{ kind: 'returned'; at: Date }>;

const ID_BYTES = 16;
const EVENT = new RegExp(`^(${verificationEvents.join('|')})(?::(.+))?$`);

/**
 * @param now where it is no longer known when it happened
 * @param app the one that it was asked for by, if that is told at an endpoint of its own
 * @returns undefined for an event that a newer version has written
 */
export function webhookOfVerification(
  verification: Verification,
  told: PendingEvent,
  now: Date,
  app?: Pick<App, 'id' | 'subjectType'>,
): Webhook | undefined {
  const [, what, deliveryId] = EVENT.exec(told) ?? [];
  if (what === undefined) return undefined;
  const event = what as VerificationEvent;
  const { endedAt, createdAt } = verification;
  // Both are the same whenever it is asked, though meanwhile a new message was sent.
  const time = deliveryId?.slice(0, idsSince(createdAt).length) ?? idsSince(endedAt ?? createdAt);
  return pending({
    id: time + digest(verification.id, told),
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

/** The body that is sent, and signed: the same at each attempt. */
export const bodyOf = ({ type, occurredAt, payload }: Webhook): string =>
  JSON.stringify({ type, timestamp: occurredAt.toISOString(), data: payload });

function payloadOf(
  verification: Verification,
  event: VerificationEvent,
  deliveryId: string | undefined,
  app?: Pick<App, 'subjectType'>,
): Payload {
  const { id, linkId, purpose } = verification;
  // By the account's id it would know the person as other apps do.
  const userId = app && isPairwise(app) ? undefined : verification.userId;
  return {
    // A back end knows what it asked for by its id; by the link id a sign-in of ours is named in the audit, too.
    verification_id: purpose === 'service' ? id : linkId,
    purpose,
    status: statusOf(event, deliveryId),
    door: event === 'verified' ? (verification.door ?? null) : null,
    error: event === 'failed' ? errorOf(verification, deliveryId) : null,
    user_id: event === 'verified' ? (userId ?? null) : null,
  };
}

/** The status that the event brought, whatever has come since. Only what is given up with its message may go on. */
function statusOf(event: VerificationEvent, deliveryId: string | undefined): Verification['status'] {
  switch (event) {
    case 'sent':
    case 'verified':
      return event;
    case 'failed':
      return deliveryId === undefined ? 'locked' : 'failed';
    case 'denied':
      return 'cancelled';
    default:
      return event satisfies never;
  }
}

/** A new message may have been asked for since; why the one before failed is not kept. */
function errorOf({ failure, endReason }: Verification, deliveryId: string | undefined): VerificationError {
  if (deliveryId !== undefined) return failure ?? 'internal';
  return endReason === 'wrong_symbol' ? endReason : 'too_many_attempts';
}

function momentOf(verification: Verification, event: VerificationEvent, deliveryId?: string): Date | undefined {
  if (deliveryId !== undefined && deliveryId !== verification.deliveryId) return undefined;
  return (event === 'sent' ? verification.sentAt : undefined) ?? verification.endedAt;
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
