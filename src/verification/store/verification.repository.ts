import type { Door, EndReason, Failure, PendingEvent, Verification } from '../verification';

/** The changed record; undefined if the record is gone, or not in a state that allows the change. */
export type Changed = Verification | undefined;

/** What a new message needs: a delivery row of its own, and new times. */
export type Renewal = Readonly<{ deliveryId: string; deadlineAt: Date; resendAt: Date }>;

/** When Telegram acknowledged a message, and when its code expires. */
export type Life = Readonly<{ sentAt: Date; expiresAt: Date }>;

export type Failed = Readonly<{ failure: Failure; at: Date }>;

/** Who used the verification, by which door, and when; a service's verification signs no one in. */
export type Opener = Readonly<{ door: Door; userId?: string; at: Date }> &
  /** The session that is about to be opened; absent if another device is let in, which collects it later. */
  Pick<Verification, 'collectedBy' | 'usedWith'>;

/** The session that the waiting device is about to get. */
export type Collecting = Readonly<{ collectedBy: string; collectedWith?: string }>;

/** Where Start was pressed: the person's private chat with one of our bots. */
export type PressedIn = Readonly<{ botId: number; chatId: number }>;

/**
 * Stores verifications. Each change is one atomic write to one record, with its condition (state, generation, time) as
 * part of the write; it returns the record as it is afterwards, or `undefined` if the condition did not hold. `events`
 * are added, in the same write, to those that other services have yet to be told.
 */
export abstract class VerificationRepository {
  /** False if the id is taken: then nothing was written. */
  abstract insert(verification: Verification): Promise<boolean>;
  abstract find(id: string): Promise<Verification | undefined>;
  abstract findByLinkId(linkId: string): Promise<Verification | undefined>;

  /**
   * Start was pressed in time: the chat is now known and proven to be the person's, and a message is on its way. Also
   * for a verification that failed in the typed chat: its secrets are renewed.
   */
  abstract address(id: string, pressed: PressedIn, renewal: Renewal, now: Date): Promise<Changed>;
  /** The person who typed the chat id has shown that the chat is theirs. */
  abstract prove(id: string): Promise<Changed>;
  /** A browser other than the one that began the verification goes on with it. */
  abstract bind(id: string, flowHash: string): Promise<Changed>;
  /** Prolongs the start link of a verification that awaits Telegram, once the cool-down is over. */
  abstract prolongStart(id: string, times: { startExpiresAt: Date; resendAt: Date }, now: Date): Promise<Changed>;
  /** New secrets and a new message for a verification that had one, once the cool-down is over; keeps the attempts. */
  abstract renew(id: string, renewal: Renewal, now: Date): Promise<Changed>;
  /** New secrets after a send with an unknown outcome: only if this message and generation are still current. */
  abstract rotate(id: string, deliveryId: string, generation: number): Promise<Changed>;
  /** Telegram acknowledged this message before its deadline: the clock starts. */
  abstract markSent(id: string, deliveryId: string, times: Life, events?: readonly PendingEvent[]): Promise<Changed>;
  /** This message is given up; as it was not received, a new one may be requested at once. */
  abstract fail(id: string, deliveryId: string, failed: Failed, events?: readonly PendingEvent[]): Promise<Changed>;

  /** Counts one attempt, if the code is valid and fewer than `maxAttempts` were counted. */
  abstract countAttempt(id: string, maxAttempts: number, now: Date): Promise<Changed>;
  /** The first door wins, and only while this generation is valid. */
  abstract consume(id: string, generation: number, by: Opener, events?: readonly PendingEvent[]): Promise<Changed>;
  abstract lock(id: string, reason: EndReason, now: Date, events?: readonly PendingEvent[]): Promise<Changed>;
  abstract cancel(id: string, reason: EndReason, now: Date, events?: readonly PendingEvent[]): Promise<Changed>;
  /** The waiting device collects its session after an approval later than `since`: once, however often it asks. */
  abstract collect(id: string, collecting: Collecting, since: Date): Promise<Changed>;

  /** Verifications with events that other services have yet to be told, oldest first. */
  abstract listWithPendingEvents(limit: number): Promise<Verification[]>;
  abstract removePendingEvent(id: string, event: PendingEvent): Promise<void>;
}
