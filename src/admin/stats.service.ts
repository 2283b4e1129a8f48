import { setImmediate as nextTurn } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { clock } from '../clock';
import { Config } from '../config';
import { idsSince } from '../ids';
import { Metrics } from '../metrics/metrics';
import { VerificationHistory } from '../otp/verification.history';
import { percentilesFrom } from './percentiles';
import { toStats, type Measured, type StatsDto, type StatsQuery } from './stats.dto';
import { Tally } from './tally';

const DAY_MS = 86_400_000;
/** Read at once: a few milliseconds, in which nobody else is served. */
const AT_ONCE = 500;

/** What waits until something happens: live status, and the sandbox's polls. */
const WAITING_ROUTE = /\/events$|^\/sandbox/;

type Measurable = Metrics['qrSeconds'] | Metrics['httpRequestSeconds'] | Metrics['telegramRequestSeconds'];
type Labels = Readonly<Record<string, number | string | undefined>>;

/** How it went, over a time. */
@Injectable()
export class StatsService {
  private readonly since = clock.now();

  constructor(
    private readonly history: VerificationHistory,
    private readonly metrics: Metrics,
    private readonly config: Config,
  ) {}

  async read({ to = clock.now(), from = new Date(to.getTime() - DAY_MS) }: StatsQuery): Promise<StatsDto> {
    const tally = new Tally(clock.now(), this.config.deliveryDeadlineSeconds * 1000);
    const end = idsSince(to);
    for (let after = idsSince(from); ;) {
      const read = await this.history.read({ after, end, limit: AT_ONCE });
      for (const verification of read) tally.add(verification);
      if (read.length < AT_ONCE) break;
      after = read.at(-1)!.id;
      await nextTurn();
    }
    return toStats(tally.summary, await this.measured(), { from, to });
  }

  private async measured(): Promise<Measured> {
    const [qr, responses, telegram] = await Promise.all([
      this.percentilesIn(this.metrics.qrSeconds),
      this.percentilesIn(this.metrics.httpRequestSeconds, ({ route }) => !WAITING_ROUTE.test(String(route))),
      this.percentilesIn(this.metrics.telegramRequestSeconds, ({ method }) => method !== 'getUpdates'),
    ]);
    return { since: this.since, qr, responses, telegram };
  }

  /** Over all its labels, but for those that do not count. */
  private async percentilesIn(histogram: Measurable, isCounted: (labels: Labels) => boolean = () => true) {
    const { values } = await histogram.get();
    const counts = new Map<number, number>();
    for (const { metricName, labels, value } of values) {
      const { le } = labels as Labels;
      if (!metricName?.endsWith('_bucket') || le === undefined || !isCounted(labels)) continue;
      const bound = le === '+Inf' ? Infinity : Number(le);
      counts.set(bound, (counts.get(bound) ?? 0) + value);
    }
    return percentilesFrom([...counts].map(([bound, count]) => ({ le: bound, count })));
  }
}
