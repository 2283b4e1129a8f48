import type { BeforeApplicationShutdown, OnApplicationShutdown } from '@nestjs/common';
import type { BotConnection } from './bot.connection';
import type { Bot, Bots } from './telegram.bots';

/** Creates a bot's connection. `isOnDuty` tells, at any moment, whether this instance still works for the bot. */
export type Connect = (bot: Bot, isOnDuty: () => boolean) => BotConnection;

/**
 * Starts and stops the bots' connections: each bot has one that works or one that stands by, as requested, never both.
 * Bot API calls still work until everything else has stopped, so that a delivery under way can end.
 */
export class BotLifecycle implements BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly connections = new Map<number, BotConnection>();
  private readonly changes = new Map<number, Promise<void>>();
  private isStopping = false;

  constructor(
    private readonly bots: Bots,
    private readonly connect: Readonly<{ toWork: Connect; toStandBy: Connect }>,
  ) {}

  /** From now on, and until `isOnDuty` says otherwise, this instance gets the bot's updates. Does not wait for Telegram. */
  work(botId: number, isOnDuty: () => boolean): Promise<void> {
    return this.replace(botId, (bot) => this.connect.toWork(bot, isOnDuty));
  }

  /** Leaves the bot's updates to other instances. */
  standBy(botId: number): Promise<void> {
    return this.replace(botId, (bot) => this.connect.toStandBy(bot, () => true));
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.stop();
  }

  /** Stops for good; may be called again. */
  async stop(): Promise<void> {
    this.isStopping = true;
    await Promise.all(this.changes.values());
    await Promise.all([...this.connections.values()].map((connection) => connection.stop()));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.bots.close();
  }

  /** Makes one change after the other: the connection before has ended when the next begins. */
  private replace(botId: number, make: Maker): Promise<void> {
    const before = this.changes.get(botId) ?? Promise.resolve();
    const change = before.catch(() => undefined).then(() => this.exchange(botId, make));
    this.changes.set(botId, change);
    return change;
  }

  private async exchange(botId: number, make: Maker): Promise<void> {
    const bot = this.bots.get(botId);
    await this.connections.get(botId)?.stop();
    if (!bot || this.isStopping) return;
    const connection = make(bot);
    this.connections.set(botId, connection);
    connection.start();
  }
}

type Maker = (bot: Bot) => BotConnection;
