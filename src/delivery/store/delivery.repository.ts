import type { Claim, Delivery, Holder, Outcome, SentDelivery } from '../delivery';

/** A bot's work: messages that wait to be sent, messages in Telegram, and those in Telegram whose time is over. */
export type Pending = Readonly<{
  botId: number;
  deliveries: number;
  /** Those of the deliveries whose initiators are unproven. */
  unproven: number;
  deletions: number;
  overdue: number;
}>;

/** Limits a batch of lost messages: giving one up takes a write or two. */
export const LOST_AT_A_TIME = 64;

/** How many messages the caller can send now, and how many it can delete. */
export type Room = Readonly<{
  sends: number;
  /** How many sends may go first to messages that were tried before, oldest first; all of them if absent. */
  again?: number;
  /** How many sends may go to unproven initiators, once all others are served; none if absent. */
  unproven?: number;
  removals: number;
  /** Messages with a deadline up to then cannot meet it any more: claimed whatever the room, a batch at a time. */
  lostBefore?: Date;
}>;

/** The outbox. Each method changes each row it touches in one atomic write. */
export abstract class DeliveryRepository {
  /** Does nothing if the id already exists. */
  abstract insert(delivery: Delivery): Promise<void>;
  abstract find(id: string): Promise<Delivery | undefined>;
  /**
   * Leases rows of the holder's bot that are due: until `leaseEnds` each has one holder. Messages that were tried
   * before come first, by deadline, within their share of the room; then those due for longest, and last those with a
   * turn, in the order of turns.
   */
  abstract claimDue(holder: Holder, now: Date, leaseEnds: Date, room: Room): Promise<Claim[]>;
  /**
   * Records what became of the claim, also as a step of the row; at our clock's time if `now` is absent. A message with
   * a turn that is sent again goes behind those whose turn came meanwhile.
   * False, and nothing changed, if the caller no longer holds the row.
   */
  abstract settle(held: Claim, outcome: Outcome, now?: Date): Promise<boolean>;
  /**
   * Gives the row back unsettled, due at `at`: its outcome is unknown, so a row that was being sent counts as
   * interrupted when it is claimed again. False if the caller no longer holds it.
   */
  abstract release(held: Claim, at: Date): Promise<boolean>;
  /**
   * The message is no longer wanted: one in Telegram is due for deletion now, one that only waits is given up. A row
   * that is held stays as it is; its holder finds out when it settles. A message in Telegram that waits for its secrets
   * is due now: the next holder to claim the row deletes it.
   */
  abstract retire(id: string, now: Date): Promise<void>;
  /** The initiator is proven now: the message no longer waits behind others. */
  abstract prefer(id: string): Promise<void>;
  /** Takes all the bot's rows from earlier holders, and makes them due now. */
  abstract takeOver(holder: Holder, now: Date): Promise<number>;
  /** Messages of a bot that are in Telegram. */
  abstract listSent(botId: number): Promise<SentDelivery[]>;
  /** One entry per bot that has work; `overdue` is what should have been deleted by `overdueAt`. */
  abstract countPending(overdueAt: Date): Promise<Pending[]>;
}
