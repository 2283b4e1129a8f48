import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { clock } from '../clock';
import { Gates } from '../telegram/bot.gate';
import { DeliveryRepository } from './delivery.repository';

const LOOK_EVERY_MS = 5_000;

/** A bot whose token is gone from the settings leaves messages that nobody can send or delete: an operator is told, once. */
@Injectable()
export class LeftBehind implements OnApplicationBootstrap {
  private readonly logger = new Logger('Delivery');
  private isTold = false;

  constructor(
    private readonly deliveries: DeliveryRepository,
    private readonly gates: Gates,
  ) {}

  /** Again only where the store was away. */
  @Interval(LOOK_EVERY_MS)
  async look(): Promise<void> {
    if (this.isTold) return;
    const pending = await this.deliveries.countPending(clock.now()).catch(() => undefined);
    if (!pending || this.isTold) return;
    this.isTold = true;
    for (const { botId, deliveries, deletions } of pending.filter((bot) => !this.gates.get(bot.botId)))
      this.logger.warn(`Bot ${botId} has no token any more: ${deliveries + deletions} of its messages wait for ever`);
  }

  onApplicationBootstrap(): Promise<void> {
    return this.look();
  }
}
