import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { backoffMs } from '../telegram/backoff';
import { Courier } from './courier';
import type { Claim } from './delivery';
import { DeliveryClaims } from './delivery.claims';
import { DeliveryRepository, type Room } from './delivery.repository';
import { randomFraction } from './random';
import { Remover } from './remover';

const LOOK_EVERY_MS = 250;
/** Sends that hang must not keep a message from being deleted on time. Together they fit the Bot API's connections. */
const MAX_SENDS = 96;
const MAX_REMOVALS = 32;
const STOP_WITHIN_MS = 8_000;
const GIVE_BACK_PAUSE_MS = 500;
/** A wait of ours keeps no process alive. */
const UNHELD = { ref: false };

/**
 * Works off the outbox, for each bot whose lease is ours: claims rows that are due, a batch at a time, and hands each to
 * the courier or the remover. It looks when something was put in, and four times a second for what fell due.
 */
@Injectable()
export class DeliveryWorker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(DeliveryWorker.name);
  private readonly sends = new Set<Promise<void>>();
  private readonly removals = new Set<Promise<void>>();
  private looking = Promise.resolve();
  private isLooking = false;
  private isWoken = false;
  private isRunning = false;
  private isStoreUp = true;

  constructor(
    private readonly claims: DeliveryClaims,
    private readonly deliveries: DeliveryRepository,
    private readonly courier: Courier,
    private readonly remover: Remover,
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
    await Promise.race([this.finish(), pause(STOP_WITHIN_MS, undefined, UNHELD)]);
    await this.claims.leave();
  }

  /** A look under way may still bring claims. */
  private async finish(): Promise<void> {
    await this.looking;
    await Promise.all([...this.sends, ...this.removals]);
  }

  private async look(): Promise<void> {
    this.isLooking = true;
    try {
      while (this.isWoken && this.isRunning) {
        this.isWoken = false;
        for (const lease of this.claims.leases) {
          for (const claim of await this.claims.take(lease, this.room)) this.start(claim);
          this.noteStore(true);
        }
      }
    } catch (error) {
      this.noteStore(false, error);
    } finally {
      this.isLooking = false;
    }
  }

  private get room(): Room {
    return { sends: MAX_SENDS - this.sends.size, removals: MAX_REMOVALS - this.removals.size };
  }

  /** One line when the store goes and one when it comes back, not four a second. */
  private noteStore(isUp: boolean, error?: unknown): void {
    if (isUp === this.isStoreUp) return;
    this.isStoreUp = isUp;
    if (isUp) this.logger.log('the outbox can be read again');
    else this.logger.error({ msg: 'the outbox cannot be read', error });
  }

  private start(claim: Claim): void {
    const [working, most] = claim.state === 'sent' ? [this.removals, MAX_REMOVALS] : [this.sends, MAX_SENDS];
    const work = this.run(claim).finally(() => {
      // Full until now: rows may have been left waiting for this place.
      if (working.size === most) this.wake();
      working.delete(work);
    });
    working.add(work);
  }

  /** An error here is the store's or ours: the row is given back as soon as that can be written down. */
  private async run(claim: Claim): Promise<void> {
    try {
      await (claim.state === 'sent' ? this.remover.remove(claim) : this.courier.deliver(claim));
    } catch (error) {
      this.logger.error({ msg: 'a delivery step failed', delivery: claim.id, error });
      await this.giveBack(claim);
    }
  }

  /** Until the lease ends; then it falls due by itself. A row that fails each time comes back ever more slowly. */
  private async giveBack(claim: Claim): Promise<void> {
    while (this.isRunning && new Date() < claim.dueAt!) {
      await pause(GIVE_BACK_PAUSE_MS, undefined, UNHELD);
      const at = new Date(Date.now() + backoffMs(claim.claims, randomFraction()));
      const isTold = await this.deliveries.release(claim, at).then(
        () => true,
        () => false,
      );
      if (isTold) return;
    }
  }
}
