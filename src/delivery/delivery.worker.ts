import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Config } from '../config';
import { randomId } from '../ids';
import { Courier } from './courier';
import type { Claim } from './delivery';
import { DeliveryRepository } from './delivery.repository';
import { Remover } from './remover';

const LOOK_EVERY_MS = 250;
const MAX_AT_ONCE = 256;
/** A lease outlives the longest delivery it may cover, so that no second holder starts while the first still waits. */
const LEASE_MARGIN_SECONDS = 15;
const STOP_WITHIN_MS = 8_000;

/**
 * Works off the outbox: claims rows that are due, a batch a transaction, and hands each to the courier or the remover.
 * It looks when something was put in, and four times a second for what fell due.
 */
@Injectable()
export class DeliveryWorker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(DeliveryWorker.name);
  private readonly holder = randomId();
  private readonly working = new Set<Promise<void>>();
  private looking = Promise.resolve();
  private isLooking = false;
  private isWoken = false;
  private isRunning = false;
  private isStoreUp = true;

  constructor(
    private readonly deliveries: DeliveryRepository,
    private readonly courier: Courier,
    private readonly remover: Remover,
    private readonly config: Config,
  ) {}

  onApplicationBootstrap(): void {
    this.isRunning = true;
    this.wake();
  }

  @Interval(LOOK_EVERY_MS)
  wake(): void {
    this.isWoken = true;
    if (this.isRunning && !this.isLooking) this.looking = this.look();
  }

  /** Takes nothing new; what is under way may end. What does not end in time is an outcome that the next start treats as unknown. */
  async beforeApplicationShutdown(): Promise<void> {
    this.isRunning = false;
    await Promise.race([this.finish(), pause(STOP_WITHIN_MS)]);
  }

  /** A look under way may still bring claims. */
  private async finish(): Promise<void> {
    await this.looking;
    await Promise.all(this.working);
  }

  private async look(): Promise<void> {
    this.isLooking = true;
    try {
      while (this.isWoken && this.isRunning && this.working.size < MAX_AT_ONCE) {
        this.isWoken = false;
        for (const claim of await this.claim()) this.start(claim);
        this.noteStore(true);
      }
    } catch (error) {
      this.noteStore(false, error);
    } finally {
      this.isLooking = false;
    }
  }

  private async claim(): Promise<Claim[]> {
    const now = new Date();
    const leaseSeconds = this.config.deliveryDeadlineSeconds + LEASE_MARGIN_SECONDS;
    const leaseEnds = new Date(now.getTime() + leaseSeconds * 1000);
    const limit = MAX_AT_ONCE - this.working.size;
    const claims = await this.deliveries.claimDue(this.holder, now, leaseEnds, limit);
    if (claims.length === limit) this.isWoken = true;
    return claims;
  }

  /** One line when the store goes and one when it comes back, not four a second. */
  private noteStore(isUp: boolean, error?: unknown): void {
    if (isUp === this.isStoreUp) return;
    this.isStoreUp = isUp;
    if (isUp) this.logger.log('the outbox can be read again');
    else this.logger.error({ msg: 'the outbox cannot be read', error });
  }

  private start(claim: Claim): void {
    const work = this.run(claim).finally(() => {
      this.working.delete(work);
      // Full before: rows may have been left waiting for this place.
      if (this.working.size === MAX_AT_ONCE - 1) this.wake();
    });
    this.working.add(work);
  }

  /** An error here is the store's or ours; the row stays leased and comes again. */
  private async run(claim: Claim): Promise<void> {
    try {
      await (claim.state === 'sent' ? this.remover.remove(claim) : this.courier.deliver(claim));
    } catch (error) {
      this.logger.error({ msg: 'a delivery step failed', delivery: claim.id, error });
    }
  }
}

const pause = (milliseconds: number) =>
  new Promise<void>((resolve) => {
    setTimeout(resolve, milliseconds).unref();
  });
