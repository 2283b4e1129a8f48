import { Injectable } from '@nestjs/common';
import { clock } from '../../clock';
import { Config } from '../../config/config';
import { OverstayAlarm } from '../../delivery/worker/alarm';
import { DeliveryHistory } from '../../delivery/store/delivery.history';
import { HealthService } from '../../health/health.service';
import { Metrics } from '../../metrics/metrics';
import { failureAt, signIns, type Failure } from '../../verification/verification';
import { VerificationHistory } from '../../verification/store/verification.history';
import { Gates } from '../../telegram/gate/bot.gate';
import { WebhookService } from '../../webhooks/webhook.service';
import { between } from '../stats/census';
import { toNow, type NowDto } from './now.dto';
import { findingsOf, type BotNow, type Facts } from './now.findings';
import { Durations } from '../stats/percentiles';

const LATELY_MS = 5 * 60_000;
/** What ended in the last five minutes may have begun this long ago: Start is pressed late, and delivery takes time. */
const LONGEST_MS = 15 * 60_000;
/** Counting stops after this, so that the answer takes three seconds at most, however much there is to count. */
const MOST_MS = 1_500;
const MOST_WEBHOOKS = 100;
const OURS: readonly (Failure | undefined)[] = ['telegram_timeout', 'internal'];

type Counts = Pick<Facts['lately'], 'signedIn' | 'delivered' | 'failed' | 'p95Seconds'>;

/** What is wrong right now, at a glance. */
@Injectable()
export class NowService {
  constructor(
    private readonly health: HealthService,
    private readonly gates: Gates,
    private readonly alarm: OverstayAlarm,
    private readonly deliveries: DeliveryHistory,
    private readonly verifications: VerificationHistory,
    private readonly webhooks: WebhookService,
    private readonly metrics: Metrics,
    private readonly config: Config,
  ) {}

  async read(): Promise<NowDto> {
    const facts = await this.gather();
    return toNow(facts, findingsOf(facts), clock.now());
  }

  private async gather(): Promise<Facts> {
    const storage = await this.health.tryStorage();
    const isUp = storage.why === undefined;
    const known = <T>(read: () => Promise<T>) => (isUp ? read().catch(() => undefined) : undefined);
    const [waiting, bots, webhooks, counts] = await Promise.all([
      known(() => this.alarm.read()),
      Promise.all(this.gates.all.map(({ botId }) => this.readBot(botId, isUp))),
      known(() => this.readWebhooks()),
      known(() => this.count()),
    ]);
    const elapsed = clock.elapsed();
    const { lately } = this.metrics;
    return {
      ...{ storage, bots, waiting, webhooks },
      areDrawn: this.health.arePicturesDrawn,
      clockDoubt: this.health.clockDoubt,
      clockAheadSeconds: (clock.aheadMs ?? clock.now().getTime() - clock.wall().getTime()) / 1000,
      lately: {
        ...(counts ?? { signedIn: 0, delivered: 0, failed: 0, p95Seconds: null }),
        requests: lately.count('requests', elapsed),
        faults: lately.count('faults', elapsed),
        wrongCodes: lately.count('wrongCodes', elapsed),
      },
    };
  }

  private async readBot(bot: number, isUp: boolean): Promise<BotNow> {
    const queue = { state: 'queued', botId: bot } as const;
    const [oldest] = isUp ? await this.deliveries.list(queue, { limit: 1, isOldestFirst: true }).catch(() => []) : [];
    const waitedMs = oldest ? clock.now().getTime() - oldest.requestedAt.getTime() : 0;
    return { bot, oldestWaitSeconds: waitedMs / 1000, ...this.health.ofBot(bot) };
  }

  private async readWebhooks(): Promise<NonNullable<Facts['webhooks']>> {
    const page = { limit: MOST_WEBHOOKS };
    const [failed, pending] = await Promise.all([
      this.webhooks.list({ state: 'failed' }, page),
      this.webhooks.list({ state: 'pending' }, page),
    ]);
    const since = clock.in(-LATELY_MS);
    return {
      pending: pending.length,
      failedLately: failed.filter(({ endedAt }) => endedAt && endedAt >= since).length,
      troubled: pending.filter(({ error }) => error !== undefined).length,
    };
  }

  private async count(): Promise<Counts> {
    const now = clock.now();
    const since = new Date(now.getTime() - LATELY_MS);
    const isLate = (time: Date | undefined) => time !== undefined && time >= since;
    const [counted, times] = [{ signedIn: 0, delivered: 0, failed: 0 }, new Durations()];
    const until = clock.elapsed() + MOST_MS;
    const period = { from: new Date(now.getTime() - LONGEST_MS), to: clock.in(1) };
    for await (const one of between(this.verifications, period)) {
      const { status, purpose, sentAt, deadlineAt, endedAt } = one;
      if (status === 'verified' && signIns.includes(purpose) && isLate(endedAt)) counted.signedIn++;
      if (OURS.includes(failureAt(one, now)) && isLate(endedAt ?? deadlineAt)) counted.failed++;
      if (sentAt && isLate(sentAt)) counted.delivered++;
      if (sentAt && deadlineAt && isLate(sentAt))
        times.add(sentAt.getTime() - deadlineAt.getTime() + this.config.deliveryDeadlineSeconds * 1000);
      if (clock.elapsed() > until) break;
    }
    return { ...counted, p95Seconds: times.percentiles.p95 };
  }
}
