import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { randomId } from '../ids';
import { BotLifecycle } from '../telegram/bot.lifecycle';
import { Bots } from '../telegram/telegram.bots';
import { nameOf, type Lease } from './lease';
import { LeaseRepository } from './lease.repository';

const LEASE_SECONDS = 15;
const HEARTBEAT_MS = 5_000;
const ASK_WITHIN_MS = 3_000;
/** How soon a lease that was given back, or has run out, is noticed by who stands by. */
const LOOK_EVERY_MS = 1_000;
/** We let go this much before the store does: our clock and its may not run at the same pace. */
const MARGIN_MS = 2_000;

/** By both clocks: the one stands still while the machine sleeps, the other may be set. */
type Moment = Readonly<{ monotonic: number; wall: number }>;
type Holding = Readonly<{ lease: Lease; renewedAt: Moment }>;

/**
 * Which bots this instance works for. For each there is one lease: its holder alone polls, sends and deletes; the other
 * instances take requests and stand by. A holder that cannot renew it in time lets go by its own clock, before the store
 * lets anybody else have it.
 */
@Injectable()
export class BotOwner implements OnApplicationBootstrap {
  /** Names this run of this process in `/health` and in the log. */
  readonly instance = randomId().slice(0, 8);
  private readonly logger = new Logger('Lease');
  private readonly holdings = new Map<number, Holding>();
  private readonly holders = new Map<number, string>();
  /** Why a bot is not ours, as it was said last. */
  private readonly reasons = new Map<number, string>();
  private looking: Promise<unknown> | undefined;
  private isStarted = false;
  private isLeaving = false;

  constructor(
    private readonly leases: LeaseRepository,
    private readonly bots: Bots,
    private readonly lifecycle: BotLifecycle,
  ) {}

  /** Does not wait: a store that is away must not keep the process from answering. */
  onApplicationBootstrap(): void {
    this.isStarted = true;
    this.look();
  }

  @Interval(LOOK_EVERY_MS)
  look(): void {
    if (!this.isStarted || this.looking) return;
    this.looking = Promise.all(this.bots.all.map(({ id }) => this.lookAfter(id))).finally(() => {
      this.looking = undefined;
    });
  }

  /** The leases that are ours at this moment. */
  get held(): Lease[] {
    return [...this.holdings.values()].filter(({ lease }) => this.runs(lease.botId)).map(({ lease }) => lease);
  }

  /** True as long as the holding of this name is ours; asked right before what nobody may do twice. */
  isHeld(botId: number, name: string): boolean {
    return this.runs(botId) && nameOf(this.holdings.get(botId)!.lease) === name;
  }

  /** The instance that works for a bot, as far as it is known. */
  holderOf(botId: number): string | undefined {
    return this.holders.get(botId);
  }

  /** Nothing of ours is under way any more: the next instance may go on at once. */
  async leave(): Promise<void> {
    this.isLeaving = true;
    await this.lifecycle.stop();
    this.isStarted = false;
    await this.looking;
    const leases = this.held;
    this.holdings.clear();
    // Who cannot be told waits until the lease is over.
    await Promise.all(leases.map((lease) => this.leases.giveBack(lease).catch(() => undefined)));
  }

  /** Who was told once that a holding is over stopped working for it: so it stays over, whatever the clocks say next. */
  private runs(botId: number): boolean {
    const holding = this.holdings.get(botId);
    if (holding && !isRunning(holding)) this.holdings.delete(botId);
    return this.holdings.has(botId);
  }

  private async lookAfter(botId: number): Promise<void> {
    const isOurs = this.runs(botId);
    if (isOurs ? !isDue(this.holdings.get(botId)!) : this.isLeaving) return;
    const askedAt = momentNow();
    try {
      const lease = await inTime(this.leases.take(botId, this.instance, LEASE_SECONDS));
      this.holders.set(botId, lease.holder);
      if (lease.holder === this.instance) this.hold({ lease, renewedAt: askedAt });
      else this.stayOut(botId, `instance ${lease.holder} works for it`);
    } catch {
      // The store tells of its absence itself. What we hold runs out by itself.
      if (this.runs(botId)) return;
      this.holders.delete(botId);
      this.stayOut(botId, 'storage is away');
    }
  }

  private hold(holding: Holding): void {
    const { lease } = holding;
    // It may have been over before the answer came.
    const before = this.runs(lease.botId) ? this.holdings.get(lease.botId) : undefined;
    this.holdings.set(lease.botId, holding);
    this.reasons.delete(lease.botId);
    if (before?.lease.fence === lease.fence) return;
    const name = nameOf(lease);
    this.logger.log(`Bot ${lease.botId}: this instance (${this.instance}) works for it, lease ${lease.fence}`);
    this.change(this.lifecycle.work(lease.botId, () => this.isHeld(lease.botId, name)));
  }

  private stayOut(botId: number, reason: string): void {
    const before = this.reasons.get(botId);
    this.holdings.delete(botId);
    this.reasons.set(botId, reason);
    if (before === reason) return;
    this.logger.log(`Bot ${botId}: this instance (${this.instance}) stands by, ${reason}`);
    if (before === undefined) this.change(this.lifecycle.standBy(botId));
  }

  private change(change: Promise<void>): void {
    change.catch((error: unknown) => this.logger.error({ msg: 'a bot could not be started or stopped', error }));
  }
}

const momentNow = (): Moment => ({ monotonic: performance.now(), wall: Date.now() });

const ageMs = ({ renewedAt }: Holding): number =>
  Math.max(performance.now() - renewedAt.monotonic, Date.now() - renewedAt.wall);

/** One dead connection must not cost the lease: asked again, the store says who has it. */
async function inTime<T>(asked: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('the store did not answer in time')), ASK_WITHIN_MS);
  });
  return Promise.race([asked, tooLate]).finally(() => clearTimeout(timer));
}

const isDue = (holding: Holding): boolean => ageMs(holding) >= HEARTBEAT_MS;
const isRunning = (holding: Holding): boolean => ageMs(holding) < LEASE_SECONDS * 1000 - MARGIN_MS;
