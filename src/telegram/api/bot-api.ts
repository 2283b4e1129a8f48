import { Pool, type Dispatcher } from 'undici';
import type { ProxyConfig } from '../../config/config';
import { proxyAgent } from '../../outgoing-proxy';
import { readAnswer, type Answer } from './bot-api.answer';
import { bodyOf, type BotApiPayload } from './bot-api.body';
import { BotApiError, type BotApiErrorKind } from './bot-api.error';
import { Exchange } from './bot-api.exchange';
import { LateAnswers } from './late.answers';
import { systemTiming } from './timing';

export type CallOptions = Readonly<{
  signal?: AbortSignal;
  /** The call is over by then, whatever the time-out. */
  deadline?: Date;
  /** In place of the usual time-out. */
  timeoutSeconds?: number;
  /** In place of the usual limit. */
  maxAnswerBytes?: number;
  /** Asked right before the request is written; if it says no, the call is `not_sent`. */
  mayBegin?: () => boolean;
  /** True for a try whose turn was taken beforehand; any other try waits for one. Asked before each try. */
  takeTurn?: () => boolean;
  /** Called with a result that came after the time-out, as long as late answers are listened for. */
  onLate?: (result: unknown) => void;
  /** Called before each try. */
  onTry?: () => void;
}>;

/** Something that calls the Bot API; each layer around the client is one. */
export interface BotApiCaller {
  /** @throws BotApiError */
  call<T>(method: string, payload?: BotApiPayload, options?: CallOptions): Promise<T>;
}

/** How one try ended, for statistics. */
export type CallReport = Readonly<{
  method: string;
  outcome: 'ok' | BotApiErrorKind;
  seconds: number;
  isTimeout: boolean;
}>;

export type BotApiOptions = Readonly<{
  token: string;
  /** With a trailing slash; a path is kept. */
  apiRoot: string;
  proxy?: ProxyConfig;
  timeoutSeconds: number;
  connectTimeoutSeconds?: number;
  /** Calls under way at the same time; more wait. */
  connections?: number;
  now?: () => number;
  onCall?: (report: CallReport) => void;
}>;

const CONNECT_TIMEOUT_SECONDS = 5;
/** Enough for what a worker has under way, plus calls that listen for a late answer. */
const CONNECTIONS = 224;
const POLL_CONNECTIONS = 2;
const PORTRAIT_CONNECTIONS = 4;
const MAX_ANSWER_BYTES = 1024 * 1024;

/** Calls for profile pictures, which no caller waits for. */
const OF_PORTRAITS = new Set(['getUserProfilePhotos', 'getFile']);

/** The one place from which Telegram is called: one try per call, each failure classified by what is known about it. */
export class BotApi implements BotApiCaller {
  private readonly pool: Dispatcher;
  /** A poll is held open for a minute; behind hanging sends it would wait for a connection, and look unreachable. */
  private readonly polls: Dispatcher;
  /** Separate, so that no message waits behind a profile picture. */
  private readonly portraits: Dispatcher;
  private readonly origin: string;
  private readonly path: string;
  private readonly filePath: string;
  private readonly timeoutSeconds: number;
  private readonly now: () => number;
  private readonly onCall: (report: CallReport) => void;
  private readonly lateAnswers = new LateAnswers();

  constructor(options: BotApiOptions) {
    const root = new URL(options.apiRoot);
    this.path = `${root.pathname}bot${options.token}/`;
    this.filePath = `${root.pathname}file/bot${options.token}/`;
    this.timeoutSeconds = options.timeoutSeconds;
    this.now = options.now ?? systemTiming.now;
    this.onCall = options.onCall ?? (() => undefined);
    const connectTimeout = (options.connectTimeoutSeconds ?? CONNECT_TIMEOUT_SECONDS) * 1000;
    const open = (connections: number): Dispatcher => {
      const limits = { connectTimeout, headersTimeout: 0, bodyTimeout: 0, connections };
      return options.proxy ? proxyAgent(options.proxy, limits) : new Pool(root.origin, limits);
    };
    this.origin = root.origin;
    this.pool = open(options.connections ?? CONNECTIONS);
    this.polls = open(POLL_CONNECTIONS);
    this.portraits = open(PORTRAIT_CONNECTIONS);
  }

  /** @throws BotApiError */
  call<T>(method: string, payload: BotApiPayload = {}, options: CallOptions = {}): Promise<T> {
    return this.reported(method, options, async () => {
      const { contentType, bytes } = bodyOf(payload);
      const headers = { 'content-type': contentType, 'content-length': String(bytes.length) };
      const request = { path: this.path + method, method: 'POST', headers, body: bytes } as const;
      return readAnswer<T>(await this.exchange(this.poolFor(method), request, options));
    });
  }

  /** @param path as `getFile` returns it. @throws BotApiError */
  download(path: string, options: CallOptions): Promise<Buffer> {
    return this.reported('file', options, async () => {
      const request = { path: this.filePath + path, method: 'GET' } as const;
      const { status, body } = await this.exchange(this.portraits, request, options);
      if (status === 200) return body;
      throw new BotApiError('refused', 'no_file', { code: status });
    });
  }

  /** Ends what is still under way and closes the connections. */
  async close(): Promise<void> {
    await Promise.all([this.pool.destroy(), this.polls.destroy(), this.portraits.destroy()]);
  }

  private async reported<T>(method: string, options: CallOptions, work: () => Promise<T>): Promise<T> {
    options.onTry?.();
    const startedAt = this.now();
    const report = (outcome: CallReport['outcome'], isTimeout = false) =>
      this.onCall({ method, outcome, seconds: (this.now() - startedAt) / 1000, isTimeout });
    try {
      const result = await work();
      report('ok');
      return result;
    } catch (error) {
      if (error instanceof BotApiError) report(error.kind, error.description.includes('timeout'));
      throw error;
    }
  }

  private poolFor(method: string): Dispatcher {
    if (method === 'getUpdates') return this.polls;
    return OF_PORTRAITS.has(method) ? this.portraits : this.pool;
  }

  private exchange(
    pool: Dispatcher,
    request: Omit<Dispatcher.DispatchOptions, 'origin'>,
    options: CallOptions,
  ): Promise<Answer> {
    const timeoutMs = this.timeLeftMs(options);
    if (timeoutMs <= 0) throw new BotApiError('not_sent', 'timeout');
    const maxAnswerBytes = options.maxAnswerBytes ?? MAX_ANSWER_BYTES;
    const { signal, mayBegin, onLate } = options;
    const exchange = new Exchange({ timeoutMs, maxAnswerBytes, signal, mayBegin, listensOn: onLate !== undefined });
    pool.dispatch({ origin: this.origin, ...request }, exchange);
    if (onLate) this.lateAnswers.listen(exchange, onLate);
    return exchange.answer;
  }

  private timeLeftMs({ timeoutSeconds = this.timeoutSeconds, deadline }: CallOptions): number {
    const limitMs = timeoutSeconds * 1000;
    return deadline ? Math.min(limitMs, deadline.getTime() - this.now()) : limitMs;
  }
}
