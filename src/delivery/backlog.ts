import { Injectable } from '@nestjs/common';
import { clock } from '../clock';
import { Config } from '../config/config';
import { AppError } from '../errors';
import { BotOwner } from '../lease/bot.owner';
import { Gates, type BotGate } from '../telegram/gate/bot.gate';
import { DeliveryClaims } from './worker/delivery.claims';
import { DeliveryRepository } from './store/delivery.repository';
import { Turns } from './turns';

/** How often to recount: other instances enqueue messages too. */
const RECOUNT_EVERY_MS = 5_000;
/** The rest of the deadline is for failures and retries, and for a Telegram that slows down meanwhile. */
const SHARE_FOR_WAITING = 0.45;
/** A request that is about to be refused is worth a recount, but not each of ten thousand. */
const RECOUNT_AT_MOST_EVERY_MS = 500;
/** An initiator who has requested little lately gets a turn at most this far back in the line. */
const AT_FRONT_MS = 10_000;
/** Telegram counts an edit as a message. */
const TURNS = { direct: 1, reveal: 2 } as const;

/** The messages that wait for one bot. */
type Waiting = Readonly<{
  /** Of initiators who are proven, and so go before all others. */
  proven: number;
  unproven: number;
}>;

const NONE: Waiting = { proven: 0, unproven: 0 };

/** What to expect for a message of a bot that is enqueued now. */
export type Outlook = Readonly<{
  /** The bot works, and the message would arrive in time. */
  isTimely: boolean;
  waitMs: number;
}>;

/** Estimates how long a message enqueued now would wait: one that cannot be delivered in time is not accepted. */
@Injectable()
export class Backlog {
  /** By bot, and never too low: what has been sent since the last count is still included. */
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

  /** Counts a message that was enqueued for a proven initiator. */
  note(botId: number): void {
    this.add(botId, { proven: 1, unproven: 0 });
  }

  /** Counts a message that was enqueued for an unproven initiator at this address. @returns its turn */
  takeTurn(botId: number, origin: string, now: Date): Date {
    this.add(botId, { proven: 0, unproven: 1 });
    return this.turns.take(origin, now);
  }

  /**
   * For a message that an unproven initiator at this address requests. A line full of one network's requests still
   * accepts those from others, which go before them.
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

  /** As far as is known now; an old count is refreshed in the background. */
  outlook(botId: number): Outlook {
    this.count(RECOUNT_EVERY_MS).catch(() => undefined);
    const gate = this.gates.get(botId);
    if (!gate) return { isTimely: false, waitMs: Infinity };
    const waitMs = this.waitMs(gate);
    return { isTimely: this.owner.conditionOf(botId).isWell && waitMs <= this.longestWaitMs, waitMs };
  }

  /** The bot sends nothing now: Telegram does not answer, or asked for a pause. */
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

  /** Assumes that proven messages leave unproven ones their full share; if they leave less, the line stops growing. */
  private unprovenWaitMs(gate: BotGate): number {
    return this.sendingMs(this.of(gate.botId).unproven, gate, this.claims.unprovenPerSecond(gate));
  }

  private sendingMs(waiting: number, { botId }: BotGate, most: number): number {
    const heldMs = this.claims.heldMs(botId);
    if (waiting === 0) return heldMs;
    const turns = waiting * TURNS[this.config.telegram.sendMode];
    // The process, or Telegram, may be slower than the pace allows.
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

  /** By then every message that waits now has been sent or given up. */
  private get deadlineMs(): number {
    return this.config.deliveryDeadlineSeconds * 1000;
  }

  private count(everyMs: number): Promise<void> {
    if (clock.elapsed() - this.countedAt < everyMs) return Promise.resolve();
    this.counting ??= this.recount().finally(() => (this.counting = undefined));
    return this.counting;
  }

  /** Messages enqueued while the store counts may be missing from its answer, so they are added to it. */
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
