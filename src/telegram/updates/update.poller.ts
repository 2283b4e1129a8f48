import type { Update } from 'telegraf/types';
import { ALLOWED_UPDATES, BotConnection, type ConnectionOptions } from '../bots/bot.connection';
import { BotApiError } from '../api/bot-api.error';
import type { Bot, Bots } from '../bots/telegram.bots';
import { UpdateInbox } from './update.inbox';

/** Room for a hundred long messages, each a reply to another, escaped as Telegram escapes them. */
const MAX_UPDATES_BYTES = 32 * 1024 * 1024;
/** After a conflict, a poll this long that was not cut off means that the other poller is gone. */
const CONFLICT_POLL_SECONDS = 10;
/** Some stand-ins for Telegram do not hold a poll: they are polled at this pace, not as fast as they answer. */
const IDLE_WAIT_MS = 250;

/** Polls Telegram for a bot's updates. */
export class UpdatePoller extends BotConnection {
  private readonly inbox: UpdateInbox;
  private confirmed: number | undefined;
  private isBehind = false;

  constructor(bot: Bot, bots: Bots, options?: ConnectionOptions) {
    super(bot, bots, options);
    this.inbox = new UpdateInbox((update) => bot.telegraf.handleUpdate(update));
  }

  /** Also confirms the updates that were handled. */
  override async stop(): Promise<void> {
    await super.stop();
    await this.confirm();
  }

  /** A stand-in for Telegram may know no webhooks; if one is set all the same, the poll fails with a conflict. */
  protected async connect(): Promise<void> {
    await this.ask('deleteWebhook', { drop_pending_updates: false }).catch((error: unknown) => {
      if (!(error instanceof BotApiError && isForThisMethod(error))) throw error;
    });
  }

  protected async serve(): Promise<void> {
    await this.poll(this.state === 'conflict' ? CONFLICT_POLL_SECONDS : 0);
    while (!this.isStopping) await this.poll(this.options.pollSeconds);
  }

  private async poll(seconds: number): Promise<void> {
    const timeout = Math.min(seconds, this.options.pollSeconds);
    const { offset } = this.inbox;
    const askedAt = this.options.timing.now();
    const updates = await this.bot.api.call<Update[]>(
      'getUpdates',
      { timeout, offset, allowed_updates: ALLOWED_UPDATES },
      {
        signal: this.stopping.signal,
        timeoutSeconds: timeout + this.options.marginSeconds,
        maxAnswerBytes: MAX_UPDATES_BYTES,
      },
    );
    if (!Array.isArray(updates)) throw new BotApiError('unknown', 'unexpected_answer');
    if (!this.options.isOnDuty()) return;
    this.confirmed = offset;
    this.report('up');
    await this.take(updates);
    const heldMs = this.options.timing.now() - askedAt;
    if (updates.length === 0 && timeout > 0 && heldMs < IDLE_WAIT_MS) await this.pause(IDLE_WAIT_MS);
  }

  private async take(updates: readonly Update[]): Promise<void> {
    const isBehind = !(await this.inbox.take(updates));
    if (isBehind && !this.isBehind)
      this.logger.warn(`${this.name} leaves updates with Telegram until they can be handled`);
    this.isBehind = isBehind;
    if (isBehind) await this.backOff();
    else this.failures = 0;
  }

  /** Best effort: unconfirmed updates come again after the next start. */
  private async confirm(): Promise<void> {
    const { offset } = this.inbox;
    if (offset === undefined || offset === this.confirmed || !this.options.isOnDuty()) return;
    this.confirmed = offset;
    await this.bot.api
      .call('getUpdates', { offset, limit: 1, timeout: 0 }, { timeoutSeconds: 1 })
      .catch(() => undefined);
  }
}

/** The answer is about this method: neither of those that any method may get, an unknown token or a pause. */
const isForThisMethod = ({ code, kind }: BotApiError): boolean =>
  code !== undefined && code !== 401 && kind !== 'rate_limited';
