import { setTimeout as sleep } from 'node:timers/promises';
import { badRequest } from './bot-api/bot-api.refusal';
import type { Update, UpdateQueue } from './sandbox.updates';

/** Where a bot wants its updates sent. */
export type Webhook = Readonly<{ url: string; secretToken: string; maxConnections: number }>;

const FIRST_DELAY_SECONDS = 0.25;
const LONGEST_DELAY_SECONDS = 60;
const LONGEST_RETRY_AFTER_SECONDS = 3600;
const ANSWER_TIMEOUT_MS = 20_000;

/** Posts updates in order, repeating each until a 2xx; the delay doubles with every failure. */
export class WebhookCourier {
  webhook?: Webhook;
  lastError?: Readonly<{ date: number; message: string }>;
  #stop?: AbortController;

  constructor(private readonly updates: UpdateQueue) {}

  start(webhook: Webhook): void {
    this.stop();
    this.webhook = webhook;
    this.lastError = undefined;
    this.#stop = new AbortController();
    void this.#deliverAll(webhook, this.#stop.signal);
  }

  stop(): void {
    this.#stop?.abort();
    this.webhook = undefined;
  }

  async #deliverAll(webhook: Webhook, stopped: AbortSignal): Promise<void> {
    let delay = FIRST_DELAY_SECONDS;
    while (!stopped.aborted) {
      const update = this.updates.first;
      if (!update) {
        await this.updates.arrival(stopped);
        continue;
      }
      const failure = await deliver(webhook, update, stopped);
      if (stopped.aborted) return;
      if (!failure) {
        this.updates.confirm(update.update_id + 1);
        delay = FIRST_DELAY_SECONDS;
        continue;
      }
      this.lastError = { date: Math.floor(Date.now() / 1000), message: failure.message };
      await sleep((failure.retryAfterSeconds ?? delay) * 1000, undefined, { signal: stopped }).catch(() => undefined);
      delay = Math.min(delay * 2, LONGEST_DELAY_SECONDS);
    }
  }
}

type Failure = Readonly<{ message: string; retryAfterSeconds?: number }>;

async function deliver(webhook: Webhook, update: Update, stopped: AbortSignal): Promise<Failure | undefined> {
  const headers = new Headers({ 'content-type': 'application/json' });
  if (webhook.secretToken) headers.set('X-Telegram-Bot-Api-Secret-Token', webhook.secretToken);
  try {
    const response = await fetch(webhook.url, {
      method: 'POST',
      headers,
      body: JSON.stringify(update),
      redirect: 'manual',
      signal: AbortSignal.any([stopped, AbortSignal.timeout(ANSWER_TIMEOUT_MS)]),
    });
    await response.arrayBuffer();
    if (response.ok) return undefined;
    const wait = Number(response.headers.get('retry-after') ?? Number.NaN);
    const retryAfterSeconds = wait > 0 ? Math.min(wait, LONGEST_RETRY_AFTER_SECONDS) : undefined;
    return { message: `Wrong response from the webhook: ${response.status} ${response.statusText}`, retryAfterSeconds };
  } catch {
    return { message: 'Connection failed' };
  }
}

/** As with a self-hosted Bot API server: `http:` and any port, but `http:` only on this machine. */
export function checkedWebhook(webhook: Webhook): Webhook {
  const url = URL.canParse(webhook.url) ? new URL(webhook.url) : undefined;
  if (!url) throw badRequest('bad webhook: Failed to resolve host: Name or service not known');
  const isHere = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isHere)) {
    throw badRequest('bad webhook: An HTTPS URL must be provided for webhook');
  }
  if (!/^[A-Za-z0-9_-]*$/.test(webhook.secretToken)) {
    throw badRequest('secret token contains unallowed characters');
  }
  if (webhook.secretToken.length > 256) throw badRequest('secret token is too long');
  return webhook;
}
