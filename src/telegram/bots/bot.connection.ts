import { Logger } from '@nestjs/common';
import type { UserFromGetMe } from 'telegraf/types';
import { backoffMs } from '../api/backoff';
import type { BotApiPayload } from '../api/bot-api.body';
import { BotApiError, isOutOfDescriptors } from '../api/bot-api.error';
import type { Bot, Bots, BotState } from './telegram.bots';
import { QUIET_START_MS, systemTiming, type Timing } from '../api/timing';

export type ConnectionOptions = Readonly<{
  /** How long Telegram may hold a poll; it never holds one longer than 50 s. */
  pollSeconds?: number;
  /** How much later than that the answer may come. */
  marginSeconds?: number;
  /** How long a stop waits for handlers that are still at work. */
  stopSeconds?: number;
  timing?: Timing;
  /** False as soon as another instance may work for the bot: from then on nothing is requested or handled. */
  isOnDuty?: () => boolean;
}>;

/** The updates that the features handle; Telegram sends no others. */
export const ALLOWED_UPDATES = ['message', 'callback_query', 'my_chat_member'];

const DEFAULTS = { pollSeconds: 50, marginSeconds: 10, stopSeconds: 5, timing: systemTiming, isOnDuty: () => true };
const UNAUTHORIZED_WAIT_MS = 30_000;
/** Calls are answered at once or not at all: one that hangs must not keep the bot from its updates for a minute. */
const ASK_SECONDS = 5;

/** Keeps one bot in touch with Telegram for as long as the process lives, whatever happens to Telegram. */
export abstract class BotConnection {
  protected readonly options: Required<ConnectionOptions>;
  protected readonly stopping = new AbortController();
  protected readonly logger = new Logger('Telegram');
  protected failures = 0;
  private running: Promise<void> = Promise.resolve();
  private startedAt = 0;

  constructor(
    protected readonly bot: Bot,
    private readonly bots: Bots,
    options: ConnectionOptions = {},
  ) {
    this.options = { ...DEFAULTS, ...options };
  }

  /** Starts in the background; never fails. */
  start(): void {
    this.startedAt = this.options.timing.now();
    this.running = this.run();
  }

  /** Aborts what waits, and waits for handlers that are at work, for a limited time. */
  async stop(): Promise<void> {
    this.stopping.abort();
    const patience = new AbortController();
    const { timing, stopSeconds } = this.options;
    await Promise.race([this.running, timing.sleep(stopSeconds * 1000, patience.signal).catch(() => undefined)]);
    patience.abort();
  }

  /** Tells Telegram how to deliver updates. @throws BotApiError */
  protected abstract connect(): Promise<void>;
  /** Receives updates until it is stopped. @throws BotApiError */
  protected abstract serve(): Promise<void>;

  /** @throws BotApiError */
  protected ask<T>(method: string, payload: BotApiPayload = {}): Promise<T> {
    return this.bot.api.call<T>(method, payload, { signal: this.stopping.signal, timeoutSeconds: ASK_SECONDS });
  }

  protected async pause(ms: number): Promise<void> {
    await this.options.timing.sleep(ms, this.stopping.signal).catch(() => undefined);
  }

  protected async backOff(retryAfterSeconds = 0): Promise<void> {
    const { timing } = this.options;
    await this.pause(retryAfterSeconds * 1000 + backoffMs(this.failures++, timing.random()));
  }

  /** Logs one line per change, not per try. */
  protected report(state: BotState, error?: string): void {
    if (!this.bots.setState(this.bot.id, state, error)) return;
    if (state === 'up') this.logger.log(`${this.name} is up`);
    else if (state === 'standby') this.logger.log(`${this.name} stands by`);
    else this.logger.warn(`${this.name} is ${state} (${error}); retrying`);
  }

  protected get state(): BotState {
    return this.bots.state(this.bot.id).state;
  }

  protected get isStopping(): boolean {
    return this.stopping.signal.aborted || !this.options.isOnDuty();
  }

  protected get name(): string {
    const username = this.bots.username(this.bot.id);
    return username ? `Bot @${username}` : `Bot ${this.bot.id}`;
  }

  private async run(): Promise<void> {
    while (!this.isStopping) {
      try {
        await this.introduce();
        await this.connect();
        await this.serve();
      } catch (error) {
        if (!this.isStopping) await this.recover(error);
      }
    }
  }

  private async introduce(): Promise<void> {
    const me = await this.ask<UserFromGetMe>('getMe');
    this.bot.telegraf.botInfo = me;
    this.bots.setUsername(this.bot.id, me.username);
  }

  private async recover(error: unknown): Promise<void> {
    const failure = error instanceof BotApiError ? error : new BotApiError('unknown', 'unexpected_answer');
    const { timing } = this.options;
    const isQuiet = this.state === 'starting' && timing.now() - this.startedAt < QUIET_START_MS;
    if (!isOutOfDescriptors(failure) && (failure.kind !== 'not_sent' || !isQuiet))
      this.report(stateAfter(failure), failure.message);
    if (failure.kind === 'misconfigured') return this.pause(UNAUTHORIZED_WAIT_MS);
    await this.backOff(failure.retryAfterSeconds);
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
