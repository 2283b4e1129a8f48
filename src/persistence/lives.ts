import type { Config } from '../config/config';

/** How many milliseconds ahead of now a moment in a record may lie, by collection and field: what has happened, none. */
export type Lives = Readonly<Record<string, Readonly<Record<string, number>>>>;

type LivesConfig = Pick<Config, 'otp' | 'deliveryDeadlineSeconds' | 'session'>;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** What differs between two clocks that are right, and between a moment and its writing. */
export const SLACK_MS = 60_000;

/** A clock that was ahead when a record was written, and is right now, must not lend it a longer life. */
export function longestLives({ otp, deliveryDeadlineSeconds, session }: LivesConfig): Lives {
  const code = otp.ttlSeconds * 1000 + SLACK_MS;
  const deadline = deliveryDeadlineSeconds * 1000 + SLACK_MS;
  const start = otp.startTtlSeconds * 1000 + SLACK_MS;
  const coolDown = otp.resendCooldownSeconds * 1000 + SLACK_MS;
  const past = SLACK_MS;
  return {
    verifications: {
      ...{ createdAt: past, sentAt: past, endedAt: past },
      ...{ startExpiresAt: start, deadlineAt: deadline, expiresAt: code, resendAt: coolDown },
    },
    deliveries: {
      ...{ requestedAt: past, sentAt: past, deletedAt: past, turnAt: deadline },
      // A removal that Telegram puts off is tried again sooner, and put off again.
      ...{ deadlineAt: deadline, deleteAt: code, dueAt: Math.max(code, deadline, HOUR_MS) },
    },
    limits: { endsAt: DAY_MS + SLACK_MS },
    idempotencyKeys: { createdAt: past },
    handledUpdates: { takenAt: past, busyUntil: HOUR_MS },
    webhooks: { occurredAt: past, endedAt: past, dueAt: DAY_MS + SLACK_MS },
    sessions: {
      createdAt: past,
      usedAt: past,
      endedAt: past,
      expiresAt: session.refreshTokenTtlDays * DAY_MS + SLACK_MS,
    },
    devices: { createdAt: past, usedAt: past },
    portraits: { fetchedAt: past },
    users: { createdAt: past, signedInAt: past },
    chats: { updatedAt: past },
    apps: { createdAt: past, lastUsedAt: past },
  };
}
