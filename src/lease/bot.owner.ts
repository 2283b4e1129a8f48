import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { randomId } from '../ids';
import { conditionHere, WELL, type BotCondition } from '../telegram/bots/bot.condition';
import { BotLifecycle } from '../telegram/bots/bot.lifecycle';
import { Bots } from '../telegram/bots/telegram.bots';
import { HEARTBEAT_MS, Holdings, LEASE_SECONDS, momentNow } from './holdings';
import { inTime } from './in.time';
import { nameOf, type Lease, type Trouble } from './lease';
import { LeaseRepository } from './store/lease.repository';
import { Hysteresis } from './hysteresis';
import { Rebalance } from './rebalance';

const ASK_WITHIN_MS = 3_000;
/** How soon an instance that stands by notices a lease that was given back, or has run out. */
const LOOK_EVERY_MS = 1_000;
/** Shorter than a lease: when a dead instance's leases become free, the others already know how many share them. */
const PRESENCE_SECONDS = 12;
/** What is under way for a bot has this long to end before it is handed over; with a heartbeat, less than a lease. */
const FINISH_WITHIN_MS = 8_000;
/** How long an instance counts as present, and a lease as held. */
export const TERMS = { leaseSeconds: LEASE_SECONDS, presenceSeconds: PRESENCE_SECONDS };

/** Ends what is under way for a bot. */
type Finish = (botId: number) => Promise<unknown>;

/**
 * Which bots this instance works for. Each bot has one lease: its holder alone polls, sends and deletes; the others
 * take requests and stand by. A holder that cannot renew it in time lets go by its own clock, before the store lets
 * another have it. Several bots spread over the instances: one that has two more than another hands one over.
 */
@Injectable()
export class BotOwner implements OnApplicationBootstrap, OnModuleDestroy {
  /** Names this run of this process in `/health` and in the log. */
  readonly instance = randomId().slice(0, 8);
  private readonly logger = new Logger('Lease');
  private readonly holdings = new Holdings();
  private readonly holders = new Map<number, string>();
  /** Why a bot is not ours, as logged last. */
  private readonly reasons = new Map<number, string>();
  private readonly hysteresis = new Hysteresis();
  private readonly finishers: Finish[] = [];
  private rebalance: Rebalance | undefined;
  private announced = { words: '', at: -Infinity };
  private renewing: Promise<unknown> | undefined;
  private surveying: Promise<void> | undefined;
  private handOver: Readonly<{ botId: number; ended: Promise<void> }> | undefined;
  private isStarted = false;
  private isLeaving = false;

  constructor(
    private readonly leases: LeaseRepository,
    private readonly bots: Bots,
    private readonly lifecycle: BotLifecycle,
  ) {}

  /** Does not wait: a store that is down must not keep the process from answering. */
  onApplicationBootstrap(): void {
    // The store reports its own outage; a pause that it does not learn of is forgotten with this process.
    for (const { id, gate } of this.bots.all)
      gate.onPause((pause) => void this.leases.keepPause(id, pause).catch(() => undefined));
    this.isStarted = true;
    this.look();
  }

  /** A stop calls this first: an instance that is leaving takes no more bots. */
  onModuleDestroy(): void {
    this.isLeaving = true;
  }

  /** Renewals wait for nothing else: a slow survey must not cost a lease. */
  @Interval(LOOK_EVERY_MS)
  look(): void {
    if (!this.isStarted) return;
    this.renewing ??= this.renewAll().finally(() => (this.renewing = undefined));
    this.surveying ??= this.lookAround().finally(() => (this.surveying = undefined));
  }

  /** Calls `finish` before a bot is handed over to another instance; until it has ended, the bot is still ours. */
  onHandOver(finish: Finish): void {
    this.finishers.push(finish);
  }

  /** The leases that are ours now, except one that is being handed over: nothing new is begun for its bot. */
  get held(): Lease[] {
    return this.holdings.leases.filter(({ botId }) => botId !== this.handOver?.botId);
  }

  /** True as long as the holding of this name is ours; checked right before anything that must not be done twice. */
  isHeld(botId: number, name: string): boolean {
    return this.holdings.isNamed(botId, name);
  }

  /** The instance that works for a bot, as far as it is known. */
  holderOf(botId: number): string | undefined {
    return this.holders.get(botId);
  }

  /** True while this instance sends for the bot: only then does its gate mean anything. */
  worksFor(botId: number): boolean {
    return this.holdings.has(botId);
  }

  /** The condition of a bot now; for a bot that another instance holds, as that instance reports it. */
  conditionOf(botId: number): BotCondition {
    const holder = this.holders.get(botId);
    if (holder === undefined || holder === this.instance) return conditionHere(this.bots, botId);
    return this.rebalance?.troubleOf(botId) ?? WELL;
  }

  /** Gives up all leases; called once nothing of ours is under way, so that the next instance may go on at once. */
  async leave(): Promise<void> {
    this.isLeaving = true;
    await this.lifecycle.stop();
    this.isStarted = false;
    await Promise.all([this.renewing, this.surveying, this.handOver?.ended]);
    const leases = this.held;
    leases.forEach(({ botId }) => this.holdings.drop(botId));
    await this.leases.withdraw(this.instance).catch(() => undefined);
    // If giving one back fails, the next owner waits for the lease to expire.
    await Promise.all(leases.map((lease) => this.leases.giveBack(lease).catch(() => undefined)));
  }

  private async renewAll(): Promise<void> {
    const due = this.held.filter(({ botId }) => this.holdings.isDue(botId));
    await Promise.all(due.map(({ botId }) => this.ask(botId)));
  }

  /** False if the store did not answer. */
  private async ask(botId: number): Promise<boolean> {
    const askedAt = momentNow();
    try {
      const lease = await inTime(this.leases.take(botId, this.instance, LEASE_SECONDS), ASK_WITHIN_MS);
      if (lease.holder !== this.instance) this.follow(botId, lease.holder);
      else {
        if (!this.holdings.has(botId)) await inTime(this.resumePause(botId), ASK_WITHIN_MS);
        this.hold(lease, askedAt);
      }
      return true;
    } catch {
      this.loseSight(botId);
      return false;
    }
  }

  private async resumePause(botId: number): Promise<void> {
    const pause = await this.leases.pauseOf(botId);
    if (pause) this.bots.get(botId)?.gate.resume(pause);
  }

  private async lookAround(): Promise<void> {
    try {
      await inTime(this.announce(), ASK_WITHIN_MS);
      const survey = await inTime(this.leases.survey(TERMS), ASK_WITHIN_MS);
      this.rebalance = new Rebalance(this.instance, this.botIds, survey);
    } catch {
      this.botIds.forEach((id) => this.loseSight(id));
      return;
    }
    if (this.isLeaving) return;
    await this.takeShare(this.rebalance);
    if (this.rebalance.shallGive && !this.handOver) this.giveOne();
  }

  /** Tells the others that this instance is alive, and at once how our bots are doing. */
  private async announce(): Promise<void> {
    if (this.isLeaving) return this.leases.withdraw(this.instance);
    const troubles = this.troubles();
    const words = troubles.map(({ botId, isWell, closedForMs }) => [botId, isWell, closedForMs > 0]).join();
    if (words === this.announced.words && performance.now() - this.announced.at < HEARTBEAT_MS) return;
    await this.leases.announce({ instance: this.instance, troubles });
    this.announced = { words, at: performance.now() };
  }

  private troubles(): Trouble[] {
    const conditions = this.held.map(({ botId }) => ({ botId, ...conditionHere(this.bots, botId) }));
    return conditions.filter(({ isWell, closedForMs }) => !isWell || closedForMs > 0);
  }

  private async takeShare(rebalance: Rebalance): Promise<void> {
    for (const id of this.botIds) {
      if (this.holdings.has(id) || this.handOver?.botId === id) continue;
      const holder = rebalance.holderOf(id);
      if (holder !== undefined && holder !== this.instance) this.follow(id, holder);
      else if (holder === undefined && !this.isOurTurn(id, rebalance)) this.stayOut(id, 'it is free for another');
      else if (!(await this.ask(id))) return;
    }
  }

  private isOurTurn(botId: number, rebalance: Rebalance): boolean {
    return rebalance.mayTake(this.holdings.leases.length) || this.hysteresis.isOver(botId);
  }

  private giveOne(): void {
    const lease = this.held.findLast(({ botId }) => !this.hysteresis.keeps(botId));
    if (!lease) return;
    const ended = this.give(lease).finally(() => (this.handOver = undefined));
    this.handOver = { botId: lease.botId, ended };
    this.change(ended);
  }

  /** Nothing is lost and nothing sent twice: what is under way ends first, or the bot stays. */
  private async give(lease: Lease): Promise<void> {
    const { botId } = lease;
    this.logger.log(`Bot ${botId}: this instance (${this.instance}) hands it over, others have fewer`);
    await this.ask(botId);
    const finished = Promise.all([this.lifecycle.standBy(botId), ...this.finishers.map((finish) => finish(botId))]);
    const isFinished = await inTime(finished, FINISH_WITHIN_MS).then(
      () => true,
      () => false,
    );
    // A renewal that is already under way would take the lease back.
    await this.renewing;
    if (!this.isHeld(botId, nameOf(lease))) return;
    if (!isFinished) return this.goOn(lease);
    this.holdings.drop(botId);
    this.reasons.set(botId, 'it was handed over');
    this.hysteresis.noteGiven(botId);
    await this.leases.giveBack(lease).catch(() => undefined);
    await this.surveying;
  }

  private goOn(lease: Lease): void {
    this.logger.log(`Bot ${lease.botId}: this instance (${this.instance}) keeps it, its calls do not end`);
    this.hysteresis.keep(lease.botId);
    this.work(lease);
  }

  private hold(lease: Lease, renewedAt: ReturnType<typeof momentNow>): void {
    const isNew = this.holdings.put(lease, renewedAt);
    this.holders.set(lease.botId, this.instance);
    this.hysteresis.noteHeld(lease.botId);
    this.reasons.delete(lease.botId);
    if (!isNew) return;
    this.logger.log(`Bot ${lease.botId}: this instance (${this.instance}) works for it, lease ${lease.fence}`);
    this.work(lease);
  }

  private work(lease: Lease): void {
    const name = nameOf(lease);
    this.change(this.lifecycle.work(lease.botId, () => this.isHeld(lease.botId, name)));
  }

  private follow(botId: number, holder: string): void {
    this.holders.set(botId, holder);
    this.hysteresis.noteTaken(botId);
    this.stayOut(botId, `instance ${holder} works for it`);
  }

  /** The store reports its own outage. A lease that we hold expires by itself. */
  private loseSight(botId: number): void {
    if (this.holdings.has(botId)) return;
    this.holders.delete(botId);
    this.stayOut(botId, 'storage is away');
  }

  private stayOut(botId: number, reason: string): void {
    const before = this.reasons.get(botId);
    this.holdings.drop(botId);
    this.reasons.set(botId, reason);
    if (before === reason) return;
    this.logger.log(`Bot ${botId}: this instance (${this.instance}) stands by, ${reason}`);
    if (before === undefined) this.change(this.lifecycle.standBy(botId));
  }

  private get botIds(): number[] {
    return this.bots.all.map(({ id }) => id);
  }

  private change(change: Promise<void>): void {
    change.catch((error: unknown) => this.logger.error({ msg: 'a bot could not be started or stopped', error }));
  }
}
