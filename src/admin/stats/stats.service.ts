import { Injectable } from '@nestjs/common';
import { clock } from '../../clock';
import { Metrics } from '../../metrics/metrics';
import { Census } from './census';
import { percentilesFrom } from './percentiles';
import { DAY_MS, periodOf } from '../period.fields';
import { toStats, type Measured, type StatsDto, type StatsQuery } from './stats.dto';

/** Routes whose answers wait for events: live status, and the sandbox's polls. */
const WAITING_ROUTE = /\/events$|^\/sandbox/;

type Measurable = Metrics['qrSeconds'] | Metrics['httpRequestSeconds'] | Metrics['telegramRequestSeconds'];
type Labels = Readonly<Record<string, number | string | undefined>>;

/** Statistics of a period. */
@Injectable()
export class StatsService {
  private readonly since = clock.now();

  constructor(
    private readonly census: Census,
    private readonly metrics: Metrics,
  ) {}

  async read(query: StatsQuery): Promise<StatsDto> {
    const period = periodOf(query, DAY_MS);
    const { since, steps } = await this.census.count(period);
    const { signIns, messages } = steps[0]!;
    const counted = { ...period, since, summary: signIns.summary, messages: messages.summary };
    return toStats(counted, await this.measured());
  }

  private async measured(): Promise<Measured> {
    const [qr, responses, telegram] = await Promise.all([
      this.percentilesIn(this.metrics.qrSeconds),
      this.percentilesIn(this.metrics.httpRequestSeconds, ({ route }) => !WAITING_ROUTE.test(String(route))),
      this.percentilesIn(this.metrics.telegramRequestSeconds, ({ method }) => method !== 'getUpdates'),
    ]);
    return { since: this.since, qr, responses, telegram };
  }

  /** Across all label sets that `isCounted` accepts. */
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
