import { setImmediate as nextTurn } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { clock } from '../clock';
import { Config } from '../config';
import { idsSince } from '../ids';
import { Metrics } from '../metrics/metrics';
import { VerificationHistory } from '../otp/verification.history';
import { percentilesFrom, type Percentiles } from './percentiles';
import { toStats, type Measured, type StatsDto, type StatsQuery } from './stats.dto';
import { Tally } from './tally';

const DAY_MS = 86_400_000;
/** Read at once: a few milliseconds, in which nobody else is served. */
const AT_ONCE = 500;

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
      this.percentilesIn(this.metrics.httpRequestSeconds),
      this.percentilesIn(this.metrics.telegramRequestSeconds),
    ]);
    return { since: this.since, qr, responses, telegram };
  }

  /** Over all its labels. */
  private async percentilesIn(histogram: Metrics['qrSeconds']): Promise<Percentiles> {
    const { values } = await histogram.get();
    const counts = new Map<number, number>();
    for (const { metricName, labels, value } of values) {
      const le = (labels as { le?: number | string }).le;
      if (!metricName?.endsWith('_bucket') || le === undefined) continue;
      const bound = le === '+Inf' ? Infinity : Number(le);
      counts.set(bound, (counts.get(bound) ?? 0) + value);
    }
    return percentilesFrom([...counts].map(([bound, count]) => ({ le: bound, count })));
  }
}
