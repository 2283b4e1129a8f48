import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Metrics } from '../metrics/metrics';
import { Bots } from '../telegram/bots/telegram.bots';
import { HealthService, hasUpdates } from './health.service';

/** What `/health` says, as metrics: read only when Prometheus asks. */
@Injectable()
export class HealthGauges implements OnModuleInit {
  constructor(
    private readonly health: HealthService,
    private readonly bots: Bots,
    private readonly metrics: Metrics,
  ) {}

  onModuleInit(): void {
    this.metrics.beforeScrape(() => this.read());
  }

  private async read(): Promise<void> {
    this.metrics.ready.set(Number(await this.health.isReady()));
    for (const { id } of this.bots.all)
      this.metrics.botUp.set({ bot: String(id) }, Number(hasUpdates(this.health.ofBot(id))));
  }
}
