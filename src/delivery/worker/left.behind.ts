import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { OverstayAlarm } from './alarm';

const LOOK_EVERY_MS = 5_000;

/**
 * A bot whose token is gone from the settings leaves messages that can be neither sent nor deleted: the log says so
 * once per bot, at the start or when they are found.
 */
@Injectable()
export class LeftBehind implements OnApplicationBootstrap {
  private readonly logger = new Logger('Delivery');
  private told = new Set<number>();

  constructor(private readonly alarm: OverstayAlarm) {}

  onApplicationBootstrap(): Promise<void> {
    return this.look();
  }

  /** Others report a store that is away. */
  @Interval(LOOK_EVERY_MS)
  async look(): Promise<void> {
    const waiting = await this.alarm.read().catch(() => undefined);
    if (!waiting) return;
    for (const { botId, messages } of waiting.leftBehind)
      if (!this.told.has(botId))
        this.logger.warn(
          `Bot ${botId} has no token any more: ${messages} of its messages can be neither sent nor deleted`,
        );
    this.told = new Set(waiting.leftBehind.map(({ botId }) => botId));
  }
}
