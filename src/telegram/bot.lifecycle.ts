import type { BeforeApplicationShutdown, OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import type { Bots } from './telegram.bots';
import type { BotConnection } from './bot.connection';

/**
 * Starts the bots once all handlers are in place, without waiting for Telegram, and stops them before the server closes.
 * Calls still work until everything else has stopped: a delivery under way may end.
 */
export class BotLifecycle implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown {
  constructor(
    private readonly bots: Bots,
    private readonly connections: readonly BotConnection[],
  ) {}

  onApplicationBootstrap(): void {
    for (const connection of this.connections) connection.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.connections.map((connection) => connection.stop()));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.bots.close();
  }
}
