import { Logger } from '@nestjs/common';
import type { Update, UserFromGetMe } from 'telegraf/types';
import { backoffMs } from './backoff';
import { BotApiError } from './bot-api.error';
import type { Bot, Bots, BotState } from './telegram.bots';
import { systemTiming, type Timing } from './timing';
import { UpdateInbox } from './update.inbox';

export type PollerOptions = Readonly<{
  /** How long Telegram may hold a poll; it never holds one longer than 50 s. */
  pollSeconds?: number;
  /** How much later than that the answer may come. */
  marginSeconds?: number;
  /** How long a stop waits for handlers that are still at work. */
  stopSeconds?: number;
  timing?: Timing;
}>;

const DEFAULTS = { pollSeconds: 50, marginSeconds: 10, stopSeconds: 5, timing: systemTiming };

const ALLOWED_UPDATES = ['message', 'callback_query', 'my_chat_member'];
/** A hundred long messages, each answering another, escaped as Telegram escapes them. */
const MAX_UPDATES_BYTES = 32 * 1024 * 1024;
/** The sandbox lives on our own port, which listens only after the bots were started. */
const QUIET_START_MS = 3000;
/** After a conflict, a poll this long that nobody cut off means that the other poller is gone. */
const CONFLICT_POLL_SECONDS = 10;
const UNAUTHORIZED_WAIT_MS = 30_000;
/** Some stand-ins for Telegram do not hold a poll: they are asked at this pace, not as fast as they answer. */
const IDLE_WAIT_MS = 250;

/** Gets one bot's updates, for as long as the process lives, whatever becomes of Telegram. */
export class UpdatePoller {
  private readonly options: Required<PollerOptions>;
  private readonly inbox: UpdateInbox;
  private readonly stopping = new AbortController();
  private readonly logger = new Logger('Telegram');
  private running: Promise<void> = Promise.resolve();
  private startedAt = 0;
  private failures = 0;
  private confirmed: number | undefined;
  private isStorageAway = false;

  constructor(
    private readonly bot: Bot,
    private readonly bots: Bots,
    options: PollerOptions = {},
  ) {
    this.options = { ...DEFAULTS, ...options };
    this.inbox = new UpdateInbox((update) => bot.telegraf.handleUpdate(update));
  }

  /** Begins and returns; never fails. */
  start(): void {
    this.startedAt = this.options.timing.now();
    this.running = this.run();
  }

  /** Ends the poll, waits for handlers at work, and confirms what they handled. */
  async stop(): Promise<void> {
    this.stopping.abort();
    const patience = new AbortController();
    const { timing, stopSeconds } = this.options;
    await Promise.race([this.running, timing.sleep(stopSeconds * 1000, patience.signal).catch(() => undefined)]);
    patience.abort();
    await this.confirm();
  }

  private async run(): Promise<void> {
    while (!this.isStopping) {
      try {
        await this.introduce();
        await this.poll(this.state === 'conflict' ? CONFLICT_POLL_SECONDS : 0);
        while (!this.isStopping) await this.poll(this.options.pollSeconds);
      } catch (error) {
        if (!this.isStopping) await this.recover(error);
      }
    }
  }

  private async introduce(): Promise<void> {
    const options = { signal: this.stopping.signal };
    const me = await this.bot.api.call<UserFromGetMe>('getMe', {}, options);
    this.bot.telegraf.botInfo = me;
    this.bots.setUsername(this.bot.id, me.username);
    await this.bot.api.call('deleteWebhook', { drop_pending_updates: false }, options);
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
    this.confirmed = offset;
    this.report('up');
    await this.take(updates);
    const heldMs = this.options.timing.now() - askedAt;
    if (updates.length === 0 && timeout > 0 && heldMs < IDLE_WAIT_MS) await this.pause(IDLE_WAIT_MS);
  }

  private async take(updates: readonly Update[]): Promise<void> {
    const isStorageAway = !(await this.inbox.take(updates));
    if (isStorageAway && !this.isStorageAway)
      this.logger.warn(`${this.name} leaves updates with Telegram until storage is back`);
    this.isStorageAway = isStorageAway;
    if (isStorageAway) await this.backOff();
    else this.failures = 0;
  }

  private async recover(error: unknown): Promise<void> {
    const failure = error instanceof BotApiError ? error : new BotApiError('unknown', 'unexpected_answer');
    const { timing } = this.options;
    const isQuiet = this.state === 'starting' && timing.now() - this.startedAt < QUIET_START_MS;
    if (failure.kind !== 'not_sent' || !isQuiet) this.report(stateAfter(failure), failure.message);
    if (failure.kind === 'misconfigured') return this.pause(UNAUTHORIZED_WAIT_MS);
    await this.backOff(failure.retryAfterSeconds);
  }

  private async backOff(retryAfterSeconds = 0): Promise<void> {
    const { timing } = this.options;
    await this.pause(retryAfterSeconds * 1000 + backoffMs(this.failures++, timing.random()));
  }

  private async pause(ms: number): Promise<void> {
    await this.options.timing.sleep(ms, this.stopping.signal).catch(() => undefined);
  }

  /** Best effort: what is not confirmed comes again after the next start. */
  private async confirm(): Promise<void> {
    const { offset } = this.inbox;
    if (offset === undefined || offset === this.confirmed) return;
    await this.bot.api
      .call('getUpdates', { offset, limit: 1, timeout: 0 }, { timeoutSeconds: 1 })
      .catch(() => undefined);
  }

  /** One line a change, not one a try. */
  private report(state: BotState, error?: string): void {
    if (!this.bots.setState(this.bot.id, state, error)) return;
    if (state === 'up') this.logger.log(`${this.name} is up`);
    else this.logger.warn(`${this.name} is ${state} (${error}); trying on`);
  }

  private get state(): BotState {
    return this.bots.state(this.bot.id).state;
  }

  private get isStopping(): boolean {
    return this.stopping.signal.aborted;
  }

  private get name(): string {
    const username = this.bots.username(this.bot.id);
    return username ? `Bot @${username}` : `Bot ${this.bot.id}`;
  }
}

function stateAfter(error: BotApiError): BotState {
  switch (error.kind) {
    case 'misconfigured':
      return 'unauthorized';
    case 'conflict':
      return 'conflict';
    case 'not_sent':
    case 'unknown':
    case 'refused':
    case 'rate_limited':
      return 'unreachable';
  }
}
