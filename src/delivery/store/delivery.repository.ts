import type { Claim, Delivery, Holder, Outcome, SentDelivery } from '../delivery';

/** What a bot has to do: messages that wait to be sent, messages in Telegram, and those of them whose time was over. */
export type Pending = Readonly<{
  botId: number;
  deliveries: number;
  /** Those of the deliveries whose askers have not shown who they are. */
  unproven: number;
  deletions: number;
  overdue: number;
}>;

/** Giving one up takes a write or two. */
export const LOST_AT_A_TIME = 64;

/** How many messages the caller can send now, and how many it can delete. */
export type Room = Readonly<{
  sends: number;
  /** How many of the sends may go, before all others, to what was tried before: the oldest first; all where it is left out. */
  again?: number;
  /** How many of the sends may be for askers who have not shown who they are, once all others are served; none where it is left out. */
  unproven?: number;
  removals: number;
  /** What must be acknowledged by then or earlier cannot be: it comes whatever the room, a batch at a time. */
  lostBefore?: Date;
}>;

/** The outbox. Each method changes each row it touches in one atomic write. */
export abstract class DeliveryRepository {
  /** Does nothing if the id is there already. */
  abstract insert(delivery: Delivery): Promise<void>;
  abstract find(id: string): Promise<Delivery | undefined>;
  /**
   * Leases rows of the holder's bot that are due: until `leaseEnds` each has one holder. First comes what was
   * tried before, by its deadline, within its share of the room; then what is due for longest, and behind all others what
   * has a turn, in the order of turns.
   */
  abstract claimDue(holder: Holder, now: Date, leaseEnds: Date, room: Room): Promise<Claim[]>;
  /**
   * Writes down what became of it, as a step of the row's story too; by our clock where `now` is left out. What has a turn
   * and is sent again stands behind those whose turn came meanwhile.
   * False, and nothing changed, if the caller no longer holds the row.
   */
  abstract settle(held: Claim, outcome: Outcome, now?: Date): Promise<boolean>;
  /**
   * Gives the row back unsettled, due at `at`: what became of it is not known, so a row that was being sent counts as
   * interrupted when it is claimed again. False if the caller no longer holds it.
   */
  abstract release(held: Claim, at: Date): Promise<boolean>;
  /**
   * The message is no longer wanted: what is in Telegram is due for deletion now, what only waits is given up.
   * A row that is held stays as it is; its holder finds out when it settles. One whose message waits in Telegram
   * for its secrets is due now: the next to claim it deletes that message.
   */
  abstract retire(id: string, now: Date): Promise<void>;
  /** Its asker has shown who they are: it no longer waits behind others. */
  abstract prefer(id: string): Promise<void>;
  /** Makes every row of the bot that an earlier holder has due now, and that holder lose it. */
  abstract takeOver(holder: Holder, now: Date): Promise<number>;
  /** Messages of a bot that are in Telegram. */
  abstract listSent(botId: number): Promise<SentDelivery[]>;
  /** One entry a bot that has something to do; `overdue` is what should have been deleted by `overdueAt`. */
  abstract countPending(overdueAt: Date): Promise<Pending[]>;
}
