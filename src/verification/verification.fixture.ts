import { randomId, timeOrderedId } from '../ids';
import type { Applicant, Status, Verification } from './verification';

export const seconds = (count: number, since = aMoment): Date => new Date(since.getTime() + count * 1000);

/** The time that tests count from. */
export const aMoment = new Date('2030-05-17T12:00:00.000Z');

/** A verification whose message is on its way. */
export function aVerification(differing: Partial<Verification> = {}): Verification {
  return {
    id: timeOrderedId(aMoment),
    linkId: randomId(),
    nonce: randomId(),
    generation: 1,
    revision: 1,
    status: 'sending',
    purpose: 'register',
    isUnproven: false,
    origin: '203.0.113.7',
    applicant: { name: 'Ann Example', email: 'ann@example.org' },
    requester: { browser: 'Firefox', system: 'Linux' },
    botId: 4242,
    chatId: 1001,
    deliveryId: timeOrderedId(aMoment),
    attempts: 0,
    createdAt: aMoment,
    startExpiresAt: seconds(600),
    deadlineAt: seconds(180),
    resendAt: seconds(30),
    ...differing,
  };
}

/** A verification whose start link has not been pressed yet. */
export const aWaitingVerification = (differing: Partial<Verification> = {}): Verification =>
  aVerification({
    status: 'awaiting_telegram',
    chatId: undefined,
    deliveryId: undefined,
    deadlineAt: undefined,
    ...differing,
  });

/** A verification whose message Telegram acknowledged two seconds after the request. */
export const aSentVerification = (differing: Partial<Verification> = {}): Verification =>
  aVerification({ status: 'sent', sentAt: seconds(2), expiresAt: seconds(62), ...differing });

/** A verification in which every field has a value: one that is added to the type does not compile until it has one. */
export const aFullVerification = (differing: Partial<Verification> = {}): Verification => {
  const full = {
    ...aSentVerification({ status: 'verified', purpose: 'service' }),
    applicant: { name: 'Ann', email: 'a@example.org', phone: '+4915112345678', telegramUsername: 'ann' },
    requestId: 'a-request',
    reason: 'Pay',
    askedBy: 'a-device',
    appId: 'an-app',
    flowHash: 'a-flow',
    chatId: 1001,
    userId: 'an-account',
    deliveryId: timeOrderedId(aMoment),
    failure: 'internal',
    door: 'otp',
    deadlineAt: seconds(180),
    sentAt: seconds(2),
    expiresAt: seconds(62),
    endedAt: seconds(10),
    endReason: 'cancelled_here',
    collectedBy: 'a-session',
    usedWith: 'a-key',
    collectedWith: 'another-key',
    untold: ['verified'],
  } as const satisfies Required<Verification> & { applicant: Required<Applicant> };
  return { ...full, ...differing };
};

/** A verification that reached `status` in the usual way. */
export function aVerificationThatIs(status: Status): Verification {
  switch (status) {
    case 'awaiting_telegram':
      return aWaitingVerification();
    case 'sending':
      return aVerification();
    case 'failed':
      return aVerification({ status, failure: 'bot_blocked' });
    case 'verified':
      return aSentVerification({ status, door: 'otp' });
    case 'sent':
    case 'expired':
    case 'cancelled':
    case 'locked':
      return aSentVerification({ status });
  }
}
