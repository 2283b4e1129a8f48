import { Injectable, type OnModuleInit } from '@nestjs/common';
import { BotOwner } from '../lease/bot.owner';
import { Metrics } from '../metrics/metrics';
import { Gates } from '../telegram/gate/bot.gate';
import { OverstayAlarm } from './worker/alarm';

/** For a bot that another instance holds: no call passes our gate, which learns nothing; the holder's counts. */
const IDLE = { circuit: 'closed', closedForMs: 0 } as const;
const CIRCUIT = { closed: 0, half_open: 1, open: 2 } as const;

/** Reads what waits and the state of the bots' gates only when Prometheus asks. */
@Injectable()
export class PendingGauges implements OnModuleInit {
  constructor(
    private readonly gates: Gates,
    private readonly owner: BotOwner,
    private readonly alarm: OverstayAlarm,
    private readonly metrics: Metrics,
  ) {}

  onModuleInit(): void {
    this.metrics.beforeScrape(() => this.read());
  }

  private async read(): Promise<void> {
    // Do not fail the scrape: the other metrics are needed most while storage is away.
    const pending = await this.alarm.read().catch(() => undefined);
    // Prometheus writes an unknown value as NaN.
    this.metrics.deliveriesPending.set(pending?.deliveries ?? NaN);
    this.metrics.deletionsPending.set(pending?.deletions ?? NaN);
    this.metrics.messagesOverstaying.set(pending?.overdue ?? NaN);
    this.metrics.messagesStranded.set(pending?.stranded ?? NaN);
    for (const { botId, state } of this.gates.all) {
      const { circuit, closedForMs } = this.owner.worksFor(botId) ? state : IDLE;
      this.metrics.circuitState.set({ bot: String(botId) }, CIRCUIT[circuit]);
      this.metrics.heldBackSeconds.set({ bot: String(botId) }, closedForMs / 1000);
    }
  }
}
