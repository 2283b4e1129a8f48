import type { BeforeApplicationShutdown, OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import type { Bots } from './telegram.bots';
import { UpdatePoller, type PollerOptions } from './update.poller';

/**
 * Starts the bots once all handlers are in place, without waiting for Telegram, and stops them before the server closes.
 * Calls still work until everything else has stopped: a delivery under way may end.
 */
export class BotLifecycle implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly pollers: readonly UpdatePoller[];

  constructor(
    private readonly bots: Bots,
    options?: PollerOptions,
  ) {
    this.pollers = bots.all.map((bot) => new UpdatePoller(bot, bots, options));
  }

  onApplicationBootstrap(): void {
    for (const poller of this.pollers) poller.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.pollers.map((poller) => poller.stop()));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.bots.close();
  }
}
