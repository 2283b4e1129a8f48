import type { Door, EndReason, Failure, PendingEvent, Verification } from '../verification';

/** A change that reached no record: it is gone, or it was not in a state that allows the change. */
export type Changed = Verification | undefined;

/** What a new message needs: a row of its own, and time. */
export type Renewal = Readonly<{ deliveryId: string; deadlineAt: Date; resendAt: Date }>;

/** A message's acknowledgement, and when its code dies. */
export type Life = Readonly<{ sentAt: Date; expiresAt: Date }>;

export type Failed = Readonly<{ failure: Failure; at: Date }>;

/** Who came in, by which door, and when; a service's verification signs nobody in. */
export type Opener = Readonly<{ door: Door; userId?: string; at: Date }> &
  /** The session that is about to come of it; none yet where another device is let in. */
  Pick<Verification, 'collectedBy' | 'usedWith'>;

/** The session that is about to come of it. */
export type Collecting = Readonly<{ collectedBy: string; collectedWith?: string }>;

/** Where Start was pressed: the person's private chat with one of our bots. */
export type PressedIn = Readonly<{ botId: number; chatId: number }>;

/**
 * Verifications. Each method is one atomic change of one record, whose condition (state, generation, time) is part of
 * the write; it answers the record as it is afterwards, or `undefined` if the condition did not hold. `events` is put to
 * what other services have not been told, in the same write.
 */
export abstract class VerificationRepository {
  /** False if the id is taken: then nothing was written. */
  abstract insert(verification: Verification): Promise<boolean>;
  abstract find(id: string): Promise<Verification | undefined>;
  abstract findByLinkId(linkId: string): Promise<Verification | undefined>;

  /**
   * Start was pressed in time: the chat is known, and shown to be its person's, and a message is on its way. Also for one
   * that failed in the chat that was typed: its secrets are renewed.
   */
  abstract address(id: string, pressed: PressedIn, renewal: Renewal, now: Date): Promise<Changed>;
  /** Who typed the chat has shown that it is theirs. */
  abstract prove(id: string): Promise<Changed>;
  /** Another browser than the one that began it goes on with it. */
  abstract bind(id: string, flowHash: string): Promise<Changed>;
  /** Prolongs the start link of one that waits for Telegram, once the cool-down is over. */
  abstract prolongStart(id: string, times: { startExpiresAt: Date; resendAt: Date }, now: Date): Promise<Changed>;
  /** New secrets and a new message for one that had a message, once the cool-down is over; attempts stay counted. */
  abstract renew(id: string, renewal: Renewal, now: Date): Promise<Changed>;
  /** As `renew`, after an unknown outcome: only for this very message and generation. */
  abstract rotate(id: string, deliveryId: string, generation: number): Promise<Changed>;
  /** Telegram acknowledged this message before its deadline: the clock starts. */
  abstract markSent(id: string, deliveryId: string, times: Life, events?: readonly PendingEvent[]): Promise<Changed>;
  /** This message is given up; it was not received, so a new one may be asked for at once. */
  abstract fail(id: string, deliveryId: string, failed: Failed, events?: readonly PendingEvent[]): Promise<Changed>;

  /** Counts one try, if the code lives and fewer than `maxAttempts` were counted. */
  abstract countAttempt(id: string, maxAttempts: number, now: Date): Promise<Changed>;
  /** The first of the doors wins: only while this generation lives. */
  abstract consume(id: string, generation: number, by: Opener, events?: readonly PendingEvent[]): Promise<Changed>;
  abstract lock(id: string, reason: EndReason, now: Date, events?: readonly PendingEvent[]): Promise<Changed>;
  abstract cancel(id: string, reason: EndReason, now: Date, events?: readonly PendingEvent[]): Promise<Changed>;
  /** The device that waited collects its session after an approval later than `since`: once, however often it is asked for. */
  abstract collect(id: string, collecting: Collecting, since: Date): Promise<Changed>;

  /** Those of which other services have not been told everything, oldest first. */
  abstract listUntold(limit: number): Promise<Verification[]>;
  abstract forgetEvent(id: string, event: PendingEvent): Promise<void>;
}
