import { Injectable } from '@nestjs/common';
import { clock } from '../clock';
import { Config } from '../config';
import { AppError } from '../errors';
import { BotOwner } from '../lease/bot.owner';
import { Gates, type BotGate } from '../telegram/bot.gate';
import { DeliveryClaims } from './delivery.claims';
import { DeliveryRepository } from './delivery.repository';

/** Other instances put messages in too. */
const RECOUNT_EVERY_MS = 5_000;
/** What fails once waits once more, behind those that came meanwhile: so a little less than half of the deadline. */
const SHARE_FOR_WAITING = 0.45;
/** Whoever is about to be refused is worth a count, but not each of ten thousand. */
const RECOUNT_AT_MOST_EVERY_MS = 500;
/** An edit is a message, as Telegram counts. */
const TURNS = { direct: 1, reveal: 2 } as const;

/** What a message of a bot that is put in now has to expect. */
export type Outlook = Readonly<{
  /** The bot works, and the message would come in time. */
  isTimely: boolean;
  waitMs: number;
}>;

/** How long a message that is put in now would wait: what nobody can deliver in time is not accepted. */
@Injectable()
export class Backlog {
  /** By bot, and never less than there are: what has been sent since the last count is still in here. */
  private waiting = new Map<number, number>();
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
    this.waiting.set(botId, (this.waiting.get(botId) ?? 0) + 1);
  }

  /** As far as is known now; a count that is old is begun anew beside it. */
  outlook(botId: number): Outlook {
    this.count(RECOUNT_EVERY_MS).catch(() => undefined);
    const gate = this.gates.get(botId);
    if (!gate) return { isTimely: false, waitMs: Infinity };
    const waitMs = this.waitMs(gate);
    return { isTimely: this.owner.conditionOf(botId).isWell && waitMs <= this.longestWaitMs, waitMs };
  }

  /**
   * @throws AppError `overloaded` if the message would come too late
   */
  async assertRoom(botId: number): Promise<void> {
    const gate = this.gates.get(botId);
    if (!gate) return;
    if (this.lateMs(gate) > 0) await this.count(RECOUNT_AT_MOST_EVERY_MS);
    else this.count(RECOUNT_EVERY_MS).catch(() => undefined);
    const lateMs = this.lateMs(gate);
    if (lateMs > 0) throw new AppError('overloaded', { retryAfterSeconds: Math.ceil(lateMs / 1000) });
  }

  private lateMs(gate: BotGate): number {
    return this.waitMs(gate) - this.longestWaitMs;
  }

  private waitMs(gate: BotGate): number {
    const closedForMs = Math.max(gate.closedForMs, this.owner.conditionOf(gate.botId).closedForMs);
    const waiting = this.waiting.get(gate.botId) ?? 0;
    if (waiting === 0) return closedForMs;
    const turns = waiting * TURNS[this.config.telegram.sendMode];
    // A process, or a Telegram, may be slower than it is allowed to be.
    const perSecond = Math.min(gate.messagesPerSecond, this.claims.sendsPerSecond(gate.botId));
    return closedForMs + Math.min((turns / perSecond) * 1000, this.deadlineMs);
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
    const since = [...this.waiting].map(([botId, count]) => [botId, count - (before.get(botId) ?? 0)] as const);
    this.waiting = new Map(since);
    for (const { botId, deliveries } of pending) this.waiting.set(botId, deliveries + (this.waiting.get(botId) ?? 0));
    this.countedAt = clock.elapsed();
  }
}
