import { Injectable } from '@nestjs/common';
import { clock } from '../clock';
import { Config } from '../config/config';
import { AppError } from '../errors';
import { BotOwner } from '../lease/bot.owner';
import { Gates, type BotGate } from '../telegram/gate/bot.gate';
import { DeliveryClaims } from './worker/delivery.claims';
import { DeliveryRepository } from './store/delivery.repository';
import { Turns } from './turns';

/** Other instances put messages in too. */
const RECOUNT_EVERY_MS = 5_000;
/** The rest of the deadline is for what fails and is tried again, and for a Telegram that becomes slower meanwhile. */
const SHARE_FOR_WAITING = 0.45;
/** A request that is about to be refused is worth a count, but not each of ten thousand. */
const RECOUNT_AT_MOST_EVERY_MS = 500;
/** An asker who has asked for little lately stands so near to the front of the line, or nearer. */
const AT_FRONT_MS = 10_000;
/** An edit is a message, as Telegram counts. */
const TURNS = { direct: 1, reveal: 2 } as const;

/** What waits for one bot. */
type Waiting = Readonly<{
  /** For askers who have shown who they are, and so before all others. */
  proven: number;
  unproven: number;
}>;

const NONE: Waiting = { proven: 0, unproven: 0 };

/** What a message of a bot that is put in now has to expect. */
export type Outlook = Readonly<{
  /** The bot works, and the message would come in time. */
  isTimely: boolean;
  waitMs: number;
}>;

/** How long a message that is put in now would wait: what cannot be delivered in time is not accepted. */
@Injectable()
export class Backlog {
  /** By bot, and never less than there are: what has been sent since the last count is still in here. */
  private waiting = new Map<number, Waiting>();
  private readonly turns = new Turns();
  private countedAt = -Infinity;
  private counting: Promise<void> | undefined;

  constructor(
    private readonly deliveries: DeliveryRepository,
    private readonly gates: Gates,
    private readonly owner: BotOwner,
    private readonly claims: DeliveryClaims,
    private readonly config: Config,
  ) {}

  /** A message was put in. */
  note(botId: number): void {
    this.add(botId, { proven: 1, unproven: 0 });
  }

  /** A message was put in by an asker at this address who has not shown who they are. @returns its turn */
  takeTurn(botId: number, origin: string, now: Date): Date {
    this.add(botId, { proven: 0, unproven: 1 });
    return this.turns.take(origin, now);
  }

  /**
   * For a message that an asker at this address wants, who has not shown who they are. A line that is full of what one
   * network asks for still takes what others ask for, who stand before it.
   * @throws AppError `overloaded` if it would come too late
   */
  async assertTurn(botId: number, origin: string, now: Date): Promise<void> {
    const gate = this.gates.get(botId);
    if (!gate) return;
    const lateMs = await this.recountedIfLate(() => this.unprovenWaitMs(gate) - this.longestWaitMs);
    const isAtFront = this.turns.place(origin, now).getTime() - now.getTime() <= AT_FRONT_MS;
    const mostMs = isAtFront ? this.longestWaitMs : 0;
    if (lateMs > mostMs) throw new AppError('overloaded', { retryAfterSeconds: Math.ceil(lateMs / 1000) });
  }

  /** As far as is known now; a count that is old is begun anew beside it. */
  outlook(botId: number): Outlook {
    this.count(RECOUNT_EVERY_MS).catch(() => undefined);
    const gate = this.gates.get(botId);
    if (!gate) return { isTimely: false, waitMs: Infinity };
    const waitMs = this.waitMs(gate);
    return { isTimely: this.owner.conditionOf(botId).isWell && waitMs <= this.longestWaitMs, waitMs };
  }

  /** Nothing of the bot goes out now: Telegram does not answer, or asked for a pause. */
  isHeldUp(botId: number): boolean {
    return this.owner.conditionOf(botId).closedForMs > 0;
  }

  /**
   * @throws AppError `overloaded` if the message would come too late
   */
  async assertRoom(botId: number): Promise<void> {
    const gate = this.gates.get(botId);
    if (!gate) return;
    const lateMs = await this.recountedIfLate(() => this.waitMs(gate) - this.longestWaitMs);
    if (lateMs > 0) throw new AppError('overloaded', { retryAfterSeconds: Math.ceil(lateMs / 1000) });
    this.count(RECOUNT_EVERY_MS).catch(() => undefined);
  }

  private async recountedIfLate(lateMs: () => number): Promise<number> {
    const late = lateMs();
    if (late <= 0) return late;
    await this.count(RECOUNT_AT_MOST_EVERY_MS);
    return lateMs();
  }

  private waitMs(gate: BotGate): number {
    const closedForMs = Math.max(gate.closedForMs, this.owner.conditionOf(gate.botId).closedForMs);
    return closedForMs + this.sendingMs(this.of(gate.botId).proven, gate, gate.messagesPerSecond);
  }

  /** Those who have shown who they are leave at least their share, or the line grows no further. */
  private unprovenWaitMs(gate: BotGate): number {
    return this.sendingMs(this.of(gate.botId).unproven, gate, this.claims.unprovenPerSecond(gate));
  }

  private sendingMs(waiting: number, { botId }: BotGate, most: number): number {
    const heldMs = this.claims.heldMs(botId);
    if (waiting === 0) return heldMs;
    const turns = waiting * TURNS[this.config.telegram.sendMode];
    // A process, or a Telegram, may be slower than it is allowed to be.
    const perSecond = Math.min(most, this.claims.sendsPerSecond(botId));
    return heldMs + Math.min((turns / perSecond) * 1000, this.deadlineMs);
  }

  private of(botId: number): Waiting {
    return this.waiting.get(botId) ?? NONE;
  }

  private add(botId: number, { proven, unproven }: Waiting): void {
    const before = this.of(botId);
    this.waiting.set(botId, { proven: before.proven + proven, unproven: before.unproven + unproven });
  }

  private get longestWaitMs(): number {
    return this.deadlineMs * SHARE_FOR_WAITING;
  }

  /** By then whatever waits now is out, or given up. */
  private get deadlineMs(): number {
    return this.config.deliveryDeadlineSeconds * 1000;
  }

  private count(everyMs: number): Promise<void> {
    if (clock.elapsed() - this.countedAt < everyMs) return Promise.resolve();
    this.counting ??= this.recount().finally(() => (this.counting = undefined));
    return this.counting;
  }

  /** What is put in while the store counts may not be in its answer. */
  private async recount(): Promise<void> {
    const before = new Map(this.waiting);
    const pending = await this.deliveries.countPending(clock.now());
    const after = this.waiting;
    this.waiting = new Map();
    for (const { botId, deliveries, unproven } of pending) this.add(botId, { proven: deliveries - unproven, unproven });
    for (const [botId, { proven, unproven }] of after) {
      const known = before.get(botId) ?? NONE;
      this.add(botId, { proven: proven - known.proven, unproven: unproven - known.unproven });
    }
    this.countedAt = clock.elapsed();
  }
}
