import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { clock } from '../clock';
import { randomId } from '../ids';
import { Metrics } from '../metrics/metrics';
import { Endpoints } from './endpoints';
import { WebhookRelay } from './relay';
import type { Claim, Outcome } from './webhook';
import { WebhookRepository } from './store/webhook.repository';

const LOOK_EVERY_MS = 250;
const AT_A_TIME = 8;
const MAX_IN_FLIGHT = 64;
/** Longer than any attempt, so that no second holder starts while the first still waits. */
const LEASE_MS = 20_000;
const STOP_WITHIN_MS = 1_000;
const UNHELD = { ref: false };
const OUTCOMES = { sent: 'delivered', again: 'retried', failed: 'failed' } as const;

/**
 * Tells other services what happened, a few at a time and in no guaranteed order. It looks four times a second for
 * pending events and for what is due; without an endpoint it does nothing.
 */
@Injectable()
export class WebhookWorker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Webhooks');
  private readonly holder = randomId();
  private readonly inFlight = new Set<Promise<void>>();
  private looking: Promise<void> | undefined;
  private isRunning = false;
  private isStoreUp = true;

  constructor(
    private readonly webhooks: WebhookRepository,
    private readonly relay: WebhookRelay,
    private readonly endpoints: Endpoints,
    private readonly metrics: Metrics,
  ) {}

  onApplicationBootstrap(): void {
    this.isRunning = true;
    this.wake();
  }

  @Interval(LOOK_EVERY_MS)
  wake(): void {
    if (!this.isRunning || this.looking || !this.endpoints.areThere) return;
    this.looking = this.look().finally(() => (this.looking = undefined));
  }

  /** Takes nothing new; an attempt that does not end soon is broken off, and due again at once for the next worker. */
  async beforeApplicationShutdown(): Promise<void> {
    this.isRunning = false;
    await this.looking;
    await Promise.race([this.finish(), pause(STOP_WITHIN_MS, undefined, UNHELD)]);
    this.endpoints.stop();
    await this.finish();
  }

  private async finish(): Promise<void> {
    await Promise.all(this.inFlight);
  }

  private async look(): Promise<void> {
    try {
      while (this.isRunning) {
        const isThereMore = await this.relay.relay(clock.now());
        await this.take();
        if (!isThereMore) break;
      }
      this.noteStore(true);
    } catch (error) {
      this.noteStore(false, error);
    }
  }

  private async take(): Promise<void> {
    for (;;) {
      const limit = Math.min(AT_A_TIME, MAX_IN_FLIGHT - this.inFlight.size);
      if (limit === 0) return;
      const terms = { leaseEnds: clock.in(LEASE_MS), limit, busy: this.endpoints.busy };
      const claims = await this.webhooks.claimDue(this.holder, clock.now(), terms);
      for (const claim of claims) this.start(claim);
      if (claims.length < limit) return;
    }
  }

  /** A finished attempt makes room: look at once for a webhook that waits for it. */
  private start(claim: Claim): void {
    const work = this.tell(claim).finally(() => {
      this.inFlight.delete(work);
      this.wake();
    });
    this.inFlight.add(work);
  }

  /** If the outcome cannot be recorded, the webhook is due when its lease ends: the receiver may get it twice. */
  private async tell(claim: Claim): Promise<void> {
    try {
      const outcome = await this.endpoints.tell(claim);
      if (await this.webhooks.settle(claim, outcome)) this.count(claim, outcome);
    } catch (error) {
      this.logger.error({ msg: 'a webhook could not be settled', webhook: claim.id, error });
    }
  }

  private count({ type }: Claim, { kind }: Outcome): void {
    if (kind !== 'returned') this.metrics.webhooksSent.inc({ type, outcome: OUTCOMES[kind] });
  }

  /** One line when the store goes away and one when it comes back. */
  private noteStore(isUp: boolean, error?: unknown): void {
    if (isUp === this.isStoreUp) return;
    this.isStoreUp = isUp;
    if (isUp) this.logger.log('pending events can be read again');
    else this.logger.error({ msg: 'pending events cannot be read', error });
  }
}
