import { Logger } from '@nestjs/common';
import { request, type Dispatcher } from 'undici';
import { clock } from '../clock';
import { pauseAfter, retryAfterMs } from './schedule';
import { webhookHeaders } from './signature';
import { bodyOf, type Outcome, type Webhook, type WebhookError } from './webhook';

/** What the endpoint answered, or why there is no answer; `error` unless it took the webhook. */
type Answer = Readonly<
  { status: number; error?: undefined } | { status?: number; error: WebhookError; retryAfter?: string }
>;

const PATIENCE_MS = 15_000;
const GONE = 410;
/** An answer no longer than this is read to its end, so that its connection can be reused; nothing of it is kept. */
const READ_BYTES = 16 * 1024;

/** The URL of an endpoint, and the secrets that sign webhooks to it: each of them signs, the newest first. */
export type Listener = Readonly<{ url: string; secrets: readonly string[] }>;

/** An endpoint of another service. Redirects are not followed. */
export class Endpoint {
  private readonly logger = new Logger('Webhooks');
  private readonly attempts = new Set<AbortController>();
  private isStopping = false;
  private isWorking = true;

  /** @param appId the app that owns it; undefined for the endpoint in the settings */
  constructor(
    private readonly appId: string | undefined,
    private readonly proxy: Dispatcher | undefined,
  ) {}

  /** How many attempts are under way. */
  get busy(): number {
    return this.attempts.size;
  }

  async tell(webhook: Webhook, listener: Listener): Promise<Outcome> {
    const answer = await this.post(webhook, listener);
    if (answer === undefined) return { kind: 'returned', at: clock.now() };
    this.note(answer);
    return outcomeOf(webhook, answer);
  }

  /** Attempts under way end at once, and do not count. */
  stop(): void {
    this.isStopping = true;
    for (const attempt of this.attempts) attempt.abort();
  }

  private async post(webhook: Webhook, { url, secrets }: Listener): Promise<Answer | undefined> {
    if (secrets.length === 0) return { error: 'unsigned' };
    const body = bodyOf(webhook);
    const signed = webhookHeaders({ id: webhook.id, body }, secrets, clock.wall());
    const headers = { 'content-type': 'application/json', 'user-agent': 'Telega2Go', ...signed };
    const attempt = new AbortController();
    const timer = setTimeout(() => attempt.abort(), PATIENCE_MS);
    this.attempts.add(attempt);
    try {
      return await exchange(url, { headers, body, signal: attempt.signal, dispatcher: this.proxy });
    } catch {
      if (this.isStopping) return undefined;
      return { error: attempt.signal.aborted ? 'timeout' : 'unreachable' };
    } finally {
      clearTimeout(timer);
      this.attempts.delete(attempt);
    }
  }

  /** One line when the endpoint stops working and one when it works again, not one per webhook. */
  private note({ status, error }: Answer): void {
    const isWorking = error === undefined;
    if (isWorking === this.isWorking) return;
    this.isWorking = isWorking;
    const { appId: app } = this;
    if (isWorking) this.logger.log({ msg: 'the webhook endpoint works again', app });
    else this.logger.warn({ msg: 'the webhook endpoint does not work; retrying', app, status, error });
  }
}

type Message = Readonly<{
  headers: Record<string, string>;
  body: string;
  signal: AbortSignal;
  dispatcher?: Dispatcher;
}>;

async function exchange(url: string, message: Message): Promise<Answer> {
  const answer = await request(url, { method: 'POST', ...message });
  await answer.body.dump({ limit: READ_BYTES, signal: message.signal }).catch(() => undefined);
  return toAnswer(answer.statusCode, answer.headers['retry-after']);
}

function toAnswer(status: number, header: string | string[] | undefined): Answer {
  const retryAfter = typeof header === 'string' ? header : undefined;
  if (status >= 200 && status < 300) return { status };
  return { status, error: status === GONE ? 'gone' : 'refused', retryAfter };
}

function outcomeOf({ attempts }: Webhook, answer: Answer): Outcome {
  if (answer.error === undefined) return { kind: 'sent', at: clock.now(), status: answer.status };
  const { status, error, retryAfter } = answer;
  const pause = pauseAfter(attempts + 1);
  if (error === 'gone' || pause === undefined) return { kind: 'failed', at: clock.now(), status, error };
  return { kind: 'again', at: clock.in(Math.max(pause, retryAfterMs(retryAfter, clock.wall()))), status, error };
}
