import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Metrics } from '../metrics/metrics';
import { DeliveryRepository } from './delivery.repository';

const UNKNOWN = { deliveries: NaN, deletions: NaN };

/** Counts what waits when Prometheus asks, and not before. */
@Injectable()
export class PendingGauges implements OnModuleInit {
  constructor(
    private readonly deliveries: DeliveryRepository,
    private readonly metrics: Metrics,
  ) {}

  onModuleInit(): void {
    this.metrics.beforeScrape(async () => {
      // The other metrics are never needed more than while storage is away.
      const pending = await this.deliveries.countPending().catch(() => UNKNOWN);
      this.metrics.deliveriesPending.set(pending.deliveries);
      this.metrics.deletionsPending.set(pending.deletions);
    });
  }
}
