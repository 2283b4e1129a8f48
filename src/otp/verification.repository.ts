import type { Door, Failure, Verification } from './verification';

/** A change that reached no record: it is gone, or it was not in a state that allows the change. */
export type Changed = Verification | undefined;

/** What a new message needs: a row of its own, and time. */
export type Renewal = Readonly<{ deliveryId: string; deadlineAt: Date; resendAt: Date }>;

/**
 * Verifications. Each method is one atomic change of one record, whose condition (state, generation, time) is part of
 * the write; it answers the record as it is afterwards, or `undefined` if the condition did not hold.
 */
export abstract class VerificationRepository {
  /** False if the id is taken: then nothing was written. */
  abstract insert(verification: Verification): Promise<boolean>;
  abstract find(id: string): Promise<Verification | undefined>;
  abstract findByLinkId(linkId: string): Promise<Verification | undefined>;

  /** Start was pressed in time: the chat is known, a message is on its way. */
  abstract address(id: string, chatId: number, renewal: Renewal, now: Date): Promise<Changed>;
  /** Prolongs the start link of one that waits for Telegram, once the cool-down is over. */
  abstract prolongStart(id: string, times: { startExpiresAt: Date; resendAt: Date }, now: Date): Promise<Changed>;
  /** New secrets and a new message for one that has a chat, once the cool-down is over; attempts stay counted. */
  abstract renew(id: string, renewal: Renewal, now: Date): Promise<Changed>;
  /** As `renew`, after an outcome that nobody knows: only for this very message and generation. */
  abstract rotate(id: string, deliveryId: string, generation: number): Promise<Changed>;
  /** Telegram acknowledged this message before its deadline: the clock starts. */
  abstract markSent(id: string, deliveryId: string, sentAt: Date, expiresAt: Date): Promise<Changed>;
  /** This message is given up; nobody got it, so a new one may be asked for at once. */
  abstract fail(id: string, deliveryId: string, failure: Failure, now: Date): Promise<Changed>;

  /** Counts one try, if the code lives and fewer than `maxAttempts` were counted. */
  abstract countAttempt(id: string, maxAttempts: number, now: Date): Promise<Changed>;
  /** The first of the doors wins: only while this generation lives. */
  abstract consume(id: string, generation: number, door: Door, now: Date): Promise<Changed>;
  abstract lock(id: string, now: Date): Promise<Changed>;
  abstract cancel(id: string, now: Date): Promise<Changed>;
}
