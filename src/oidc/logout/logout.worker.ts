import { Injectable, Logger, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { clock } from '../../clock';
import { Metrics } from '../../metrics/metrics';
import { pauseAfter } from '../../webhooks/schedule';
import { OidcService } from '../oidc.service';
import { Logouts } from './logouts';
import { LogoutRepository, type HeldLogout } from './store/logout.repository';

const LOOK_EVERY_MS = 500;
const AT_A_TIME = 16;
/** Longer than any attempt: the library waits 2.5 seconds for an app. */
const LEASE_MS = 20_000;

/** Tells apps that a person has signed out, and for a day retries those that do not answer. */
@Injectable()
export class LogoutWorker implements OnModuleInit, BeforeApplicationShutdown {
  private readonly logger = new Logger('OpenID');
  private looking: Promise<void> | undefined;
  private isStopping = false;

  constructor(
    private readonly logouts: Logouts,
    private readonly kept: LogoutRepository,
    private readonly oidc: OidcService,
    private readonly metrics: Metrics,
  ) {}

  /** NaN is how Prometheus expresses an unknown value. */
  onModuleInit(): void {
    this.metrics.beforeScrape(async () => this.metrics.logoutsPending.set(await this.kept.countDue().catch(() => NaN)));
  }

  @Interval(LOOK_EVERY_MS)
  wake(): void {
    if (this.isStopping || this.looking) return;
    this.looking = this.look().finally(() => (this.looking = undefined));
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    await this.looking;
  }

  /** While the store is unavailable nothing is lost: the next look tries again. */
  private async look(): Promise<void> {
    try {
      await this.logouts.relay();
      const held = await this.kept.claimDue(clock.now(), clock.in(LEASE_MS), AT_A_TIME);
      await Promise.all(held.map((logout) => this.tell(logout)));
    } catch (error) {
      this.logger.debug({ msg: 'apps will be told later who has signed out', error: (error as Error).message });
    }
  }

  private async tell(held: HeldLogout): Promise<void> {
    try {
      if (await this.oidc.tellLogout(held)) this.metrics.logoutsSent.inc({ outcome: 'delivered' });
    } catch (error) {
      return this.tellLater(held, error as Error);
    }
    await this.kept.forget(held);
  }

  private async tellLater(held: HeldLogout, { message }: Error): Promise<void> {
    const pause = pauseAfter(held.attempts);
    const then = pause === undefined ? 'given up' : 'retrying';
    this.logger.warn(`app ${held.appId} could not be told that a person has signed out, ${then}: ${message}`);
    this.metrics.logoutsSent.inc({ outcome: pause === undefined ? 'failed' : 'retried' });
    await (pause === undefined ? this.kept.forget(held) : this.kept.postpone(held, clock.in(pause)));
  }
}
