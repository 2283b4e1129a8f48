import { Injectable, type OnModuleInit } from '@nestjs/common';
import { clock } from '../clock';
import { Metrics } from '../metrics/metrics';
import { Gates } from '../telegram/bot.gate';
import { ALARM_MS } from './alarm';
import { DeliveryRepository } from './delivery.repository';

/** In Prometheus' words: not known. */
const UNKNOWN = [{ deliveries: NaN, deletions: NaN, overdue: NaN }];
const CIRCUIT = { closed: 0, half_open: 1, open: 2 } as const;

/** Reads what waits, and which bots send, when Prometheus asks, and not before. */
@Injectable()
export class PendingGauges implements OnModuleInit {
  constructor(
    private readonly deliveries: DeliveryRepository,
    private readonly gates: Gates,
    private readonly metrics: Metrics,
  ) {}

  onModuleInit(): void {
    this.metrics.beforeScrape(() => this.read());
  }

  private async read(): Promise<void> {
    // The other metrics are never needed more than while storage is away.
    const pending = await this.deliveries.countPending(clock.in(-ALARM_MS)).catch(() => UNKNOWN);
    const sum = (of: 'deliveries' | 'deletions' | 'overdue') => pending.reduce((total, bot) => total + bot[of], 0);
    this.metrics.deliveriesPending.set(sum('deliveries'));
    this.metrics.deletionsPending.set(sum('deletions'));
    this.metrics.messagesOverstaying.set(sum('overdue'));
    for (const { botId, state } of this.gates.all)
      this.metrics.circuitState.set({ bot: String(botId) }, CIRCUIT[state.circuit]);
  }
}
