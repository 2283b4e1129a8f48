import type { Config } from '../config/config';

/** How far ahead of now, in ms, a time in a record may lie, by collection and field; past events get only the slack. */
export type Lives = Readonly<Record<string, Readonly<Record<string, number>>>>;

type LivesConfig = Pick<Config, 'otp' | 'deliveryDeadlineSeconds' | 'session'>;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Covers the difference between two correct clocks, and the delay between an event and its being recorded. */
export const SLACK_MS = 60_000;

/** A record written while the clock was ahead must not live longer once the clock is right again. */
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
      // A removal that Telegram puts off is retried sooner than `HOUR_MS`, and put off again.
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
