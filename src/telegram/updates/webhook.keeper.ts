import { ALLOWED_UPDATES, BotConnection, type ConnectionOptions } from '../bots/bot.connection';
import { BotApiError } from '../api/bot-api.error';
import type { Bot, Bots } from '../bots/telegram.bots';
import { webhookUrl } from './webhook.route';

/** Where Telegram sends updates, and the secret that it presents. */
export type Webhook = Readonly<{ publicUrl: string; secret: string }>;

/** What `getWebhookInfo` tells, as far as it is read. */
export type WebhookInfo = Readonly<{
  url: string;
  pending_update_count: number;
  last_error_date?: number;
  last_error_message?: string;
}>;

/** Another poller or deployment may take the webhook away. */
const CHECK_EVERY_MS = 60_000;

/** Has Telegram send a bot's updates to us, and keeps it so. A stop leaves the webhook in place for the next start. */
export class WebhookKeeper extends BotConnection {
  private readonly url: string;
  private readonly secret: string;
  private isFailing = false;
  private failedAt = 0;

  constructor(bot: Bot, bots: Bots, { publicUrl, secret }: Webhook, options?: ConnectionOptions) {
    super(bot, bots, options);
    this.url = webhookUrl(publicUrl, bot.id, bots.all.length);
    this.secret = secret;
  }

  protected async connect(): Promise<void> {
    await this.bot.api.call(
      'setWebhook',
      { url: this.url, secret_token: this.secret, allowed_updates: ALLOWED_UPDATES, drop_pending_updates: false },
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
    const info = await this.ask<WebhookInfo>('getWebhookInfo');
    if (info.url !== this.url) return false;
    this.note(info);
    return true;
  }

  /** Notes updates that do not get through; Telegram keeps trying, and shows its last failure even once it is over. */
  private note({
    pending_update_count: waiting,
    last_error_date: failedAt = 0,
    last_error_message: why = '',
  }: WebhookInfo) {
    this.isFailing = waiting > 0 && (this.isFailing || failedAt > this.failedAt);
    this.failedAt = failedAt;
    if (this.isFailing) this.report('unreachable', new BotApiError('unknown', `webhook: ${why}`).message);
    else this.report('up');
  }
}
