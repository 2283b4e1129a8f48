import { EventEmitter, once } from 'node:events';
import type { Telegraf } from 'telegraf';
import type { TelegramConfig } from '../../config/config';
import type { Metrics } from '../../metrics/metrics';
import { BotApi, type BotApiCaller, type CallReport } from '../api/bot-api';
import { BotGate } from '../gate/bot.gate';
import { RetryInterceptor } from '../api/retry.interceptor';
import { routeThrough } from '../updates/telegraf.route';
import { systemTiming, type Timing } from '../api/timing';

const MAX_WAIT_MS = 5_000;

/** One configured bot. */
export type Bot = Readonly<{
  /** The number before the token's colon. */
  id: number;
  /** Makes one try per call. */
  api: BotApi;
  /** Paces what goes into chats. */
  gate: BotGate;
  /** The gate, with retries where that is safe. */
  calls: BotApiCaller;
  /** Hands updates to the handlers that the features declare. */
  telegraf: Telegraf;
}>;

/** `standby`: Telegram answers, but another instance gets the bot's updates. */
export type BotState = 'starting' | 'up' | 'standby' | 'unreachable' | 'unauthorized' | 'conflict';

/** Whether a bot gets updates, and since when. */
export type BotStatus = Readonly<{ state: BotState; since: Date; error?: string }>;

/** The bots of this process: one per token. */
export class Bots {
  readonly all: readonly Bot[];
  private readonly usernames = new Map<number, string>();
  private readonly statuses = new Map<number, BotStatus>();
  private readonly news = new EventEmitter().setMaxListeners(0);

  constructor(
    config: TelegramConfig,
    telegrafs: readonly Telegraf[],
    private readonly metrics: Metrics,
    private readonly timing: Timing = systemTiming,
  ) {
    this.all = telegrafs.map((telegraf) => this.open(config, telegraf));
  }

  /** The bot that speaks where no other was chosen. */
  get primary(): Bot {
    return this.all[0]!;
  }

  get(id: number): Bot | undefined {
    return this.all.find((bot) => bot.id === id);
  }

  /** Known once Telegram has answered for the first time. */
  username(id: number): string | undefined {
    return this.usernames.get(id);
  }

  setUsername(id: number, username: string): void {
    this.usernames.set(id, username);
  }

  state(id: number): BotStatus {
    return this.statuses.get(id) ?? { state: 'unreachable', since: new Date(this.timing.now()), error: 'unknown_bot' };
  }

  /** True if the state changed. */
  setState(id: number, state: BotState, error?: string): boolean {
    const before = this.state(id);
    const isNews = before.state !== state;
    this.statuses.set(id, { state, since: isNews ? new Date(this.timing.now()) : before.since, error });
    if (isNews) this.news.emit(String(id));
    if (isNews && state === 'up') this.welcome(id);
    return isNews;
  }

  /** Calls `act` once for each bot, as soon as this process gets its updates. */
  onceUp(act: (bot: Bot) => void): void {
    for (const bot of this.all) {
      if (this.state(bot.id).state === 'up') act(bot);
      else this.news.once(`up:${bot.id}`, () => act(bot));
    }
  }

  /** Resolves once Telegram has been tried: at once, except early in a start, when nothing is known yet. */
  async whenTried(id: number): Promise<void> {
    if (this.state(id).state !== 'starting') return;
    await once(this.news, String(id), { signal: AbortSignal.timeout(MAX_WAIT_MS) }).catch(() => undefined);
  }

  async close(): Promise<void> {
    await Promise.all(this.all.map((bot) => bot.api.close()));
  }

  private welcome(id: number): void {
    this.get(id)?.gate.tryNow();
    this.news.emit(`up:${id}`);
  }

  private open(config: TelegramConfig, telegraf: Telegraf): Bot {
    const { token } = telegraf.telegram;
    const id = Number(token.split(':', 1)[0]);
    const { apiRoot, proxy, timeoutSeconds, maxRetries, messagesPerSecond } = config;
    const api = new BotApi({ token, apiRoot, proxy, timeoutSeconds, onCall: (report) => this.count(report) });
    const gate = new BotGate(id, api, messagesPerSecond, this.timing);
    const calls = new RetryInterceptor(gate, maxRetries, this.timing);
    routeThrough(calls, telegraf);
    this.statuses.set(id, { state: 'starting', since: new Date(this.timing.now()) });
    return { id, api, gate, calls, telegraf };
  }

  private count({ method, outcome, seconds, isTimeout }: CallReport): void {
    this.metrics.telegramRequestSeconds.observe({ method, outcome }, seconds);
    if (isTimeout) this.metrics.telegramTimeouts.inc({ method });
  }
}
