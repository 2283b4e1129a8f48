import type { Dispatcher } from 'undici';
import { clock } from '../../clock';
import type { Answer } from './bot-api.answer';
import { BotApiError } from './bot-api.error';

export type ExchangeLimits = Readonly<{
  timeoutMs: number;
  maxAnswerBytes: number;
  signal?: AbortSignal;
  /** Asked right before the request is written. */
  mayBegin?: () => boolean;
  /** An answer that comes after the time-out is still wanted. */
  listensOn?: boolean;
}>;

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/**
 * One request and its answer. The client tells when it begins to write the request: any failure before that (name,
 * connection, TLS, a full pool, time) is proven not sent; after it, the call may have been carried out.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly answer: Promise<Answer>;
  /** After a time-out: the answer that still came, or undefined. */
  readonly late: Promise<Answer | undefined>;
  private resolve!: (answer: Answer) => void;
  private reject!: (error: BotApiError) => void;
  private resolveLate!: (answer: Answer | undefined) => void;
  private readonly chunks: Buffer[] = [];
  private readonly timer: NodeJS.Timeout;
  private readonly onAbort = () => this.fail('aborted');
  private controller?: Dispatcher.DispatchController;
  private readonly endsAt: number;
  private isOver = false;
  private size = 0;
  private status = 0;
  private retryAfter?: string;

  constructor(private readonly limits: ExchangeLimits) {
    this.answer = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    this.late = new Promise((resolve) => (this.resolveLate = resolve));
    this.endsAt = performance.now() + limits.timeoutMs;
    // After the process slept, timers fire before a waiting answer is read: let that be read first.
    this.timer = setTimeout(() => setImmediate(() => this.fail(TIMEOUT)), limits.timeoutMs);
    if (limits.signal?.aborted) this.fail('aborted');
    else limits.signal?.addEventListener('abort', this.onAbort, { once: true });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // After the process slept, a ready connection is handled before our own timers.
    if (performance.now() >= this.endsAt) this.fail(TIMEOUT);
    if (this.limits.mayBegin?.() === false) this.fail('not_begun');
    // Throwing makes the client drop the unwritten request: it was given up, or would be written a second time.
    if (this.isOver || this.controller) throw new Error('The request must not be written');
    this.controller = controller;
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: Headers): void {
    this.status = status;
    this.retryAfter = [headers['retry-after']].flat()[0];
    clock.compare(new Date([headers.date].flat()[0] ?? NaN));
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.size += chunk.length;
    if (this.size <= this.limits.maxAnswerBytes) this.chunks.push(chunk);
    else if (this.isOver) this.hangUp();
    else this.fail('answer_too_large');
  }

  onResponseEnd(): void {
    const answer = { status: this.status, retryAfter: this.retryAfter, body: Buffer.concat(this.chunks) };
    if (this.end()) this.resolve(answer);
    else this.resolveLate(answer);
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.fail(wordOf(error));
    this.resolveLate(undefined);
  }

  /** A late answer is no longer wanted. */
  hangUp(): void {
    this.controller?.abort(new Error('late'));
  }

  private fail(word: string): void {
    if (!this.end()) return;
    this.reject(new BotApiError(this.controller ? 'unknown' : 'not_sent', word));
    if (word === TIMEOUT && this.controller && this.limits.listensOn) return;
    this.controller?.abort(new Error(word));
  }

  /** True only for the first end. */
  private end(): boolean {
    if (this.isOver) return false;
    this.isOver = true;
    clearTimeout(this.timer);
    this.limits.signal?.removeEventListener('abort', this.onAbort);
    return true;
  }
}

const TIMEOUT = 'timeout';

const WORDS: Readonly<Record<string, string>> = {
  UND_ERR_CONNECT_TIMEOUT: 'connect_timeout',
  UND_ERR_SOCKET: 'connection_closed',
  // We only abort requests that are already over: it was the proxy's tunnel.
  UND_ERR_ABORTED: 'proxy_refused',
  UND_ERR_DESTROYED: 'client_closed',
  UND_ERR_CLOSED: 'client_closed',
};

/** The error's code alone (`ERR_SSL_SSL/TLS_…` on Node 22 and later): its message may hold the address, and so the token. */
function wordOf(error: Error & { code?: unknown }): string {
  const { code } = error;
  if (typeof code !== 'string' || !/^[A-Z0-9_/]{2,60}$/.test(code)) return 'network_error';
  return WORDS[code] ?? code;
}
