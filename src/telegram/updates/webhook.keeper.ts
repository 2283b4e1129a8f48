import { ALLOWED_UPDATES, BotConnection, type ConnectionOptions } from '../bots/bot.connection';
import type { Bot, Bots } from '../bots/telegram.bots';

/** Where Telegram shall send a bot's updates, and what it shows to be let in. */
export type Webhook = Readonly<{ url: string; secret: string }>;

/** Somebody else's poller or deployment may take the webhook away. */
const CHECK_EVERY_MS = 60_000;

/** Has Telegram send a bot's updates to us, and sees to it that it stays so. A stop leaves it: the next start goes on. */
export class WebhookKeeper extends BotConnection {
  constructor(
    bot: Bot,
    bots: Bots,
    private readonly webhook: Webhook,
    options?: ConnectionOptions,
  ) {
    super(bot, bots, options);
  }

  protected async connect(): Promise<void> {
    const { url, secret } = this.webhook;
    await this.bot.api.call(
      'setWebhook',
      { url, secret_token: secret, allowed_updates: ALLOWED_UPDATES, drop_pending_updates: false },
      { signal: this.stopping.signal },
    );
    this.failures = 0;
    this.report('up');
  }

  protected async serve(): Promise<void> {
    do await this.pause(CHECK_EVERY_MS);
    while (!this.isStopping && (await this.isInPlace()));
  }

  private async isInPlace(): Promise<boolean> {
    const info = await this.ask<{ url: string }>('getWebhookInfo');
    return info.url === this.webhook.url;
  }
}
