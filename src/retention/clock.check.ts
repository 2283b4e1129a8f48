import { Injectable } from '@nestjs/common';
import { clock } from '../clock';
import { Metrics } from '../metrics/metrics';
import { Database } from '../persistence/database';

const HOUR_MS = 3_600_000;
/** Our time may be this far ahead on purpose, so that nothing that is over comes back to life: see decision 13. */
const CREDIBLE_MS = 25 * HOUR_MS;

/** Whether to trust our time for something irreversible: nothing is erased on the word of a single clock. */
@Injectable()
export class ClockCheck {
  constructor(
    private readonly database: Database,
    metrics: Metrics,
  ) {
    metrics.beforeScrape(async () => {
      const aheadMs = clock.aheadMs ?? clock.now().getTime() - clock.wall().getTime();
      metrics.clockAheadSeconds.set(aheadMs / 1000);
    });
  }

  /** Why our time cannot be trusted; undefined if it can. */
  get doubt(): string | undefined {
    const { aheadMs } = clock;
    if (aheadMs !== undefined)
      return aheadMs > CREDIBLE_MS
        ? `our clock is ${Math.round(aheadMs / HOUR_MS)} hours ahead of Telegram's`
        : undefined;
    const { newestAtStart } = this.database;
    const silentMs = newestAtStart ? clock.now().getTime() - newestAtStart.getTime() : 0;
    if (silentMs <= CREDIBLE_MS) return undefined;
    return `by our clock nothing was written for ${Math.round(silentMs / HOUR_MS)} hours, and Telegram has not told its time yet`;
  }
}
