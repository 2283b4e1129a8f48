import { backoffMs } from './backoff';
import type { BotApiCaller, CallOptions } from './bot-api';
import type { BotApiPayload } from './bot-api.body';
import { BotApiError } from './bot-api.error';
import { systemTiming, type Timing } from './timing';

/** Idempotent methods: a second call changes nothing more. */
const IDEMPOTENT = new Set([
  'answerCallbackQuery',
  'deleteMessage',
  'deleteMessages',
  'deleteWebhook',
  'editMessageCaption',
  'editMessageMedia',
  'editMessageReplyMarkup',
  'editMessageText',
  'getChat',
  'getMe',
]);

/** A longer wait is left to the caller, whose durable row outlives this process. */
const MAX_RETRY_AFTER_SECONDS = 5;

/** Repeats a Bot API call where that is safe: proven not sent, told to come later, or harmless when repeated. */
export class RetryInterceptor implements BotApiCaller {
  constructor(
    private readonly api: BotApiCaller,
    private readonly maxRetries: number,
    private readonly timing: Timing = systemTiming,
  ) {}

  /** @throws BotApiError of the last try */
  async call<T>(method: string, payload: BotApiPayload = {}, options: CallOptions = {}): Promise<T> {
    for (let repeats = 0; ; repeats++) {
      try {
        return await this.api.call<T>(method, payload, options);
      } catch (error) {
        if (repeats >= this.maxRetries || !isRepeatable(method, error)) throw error;
        if (!(await this.wait(error, repeats, options))) throw error;
      }
    }
  }

  /** False at once if the wait is too long here, would end after the deadline, or the result is no longer wanted. */
  private async wait(error: BotApiError, repeats: number, { deadline, signal }: CallOptions): Promise<boolean> {
    const { retryAfterSeconds = 0 } = error;
    const ms = retryAfterSeconds * 1000 + backoffMs(repeats, this.timing.random());
    if (retryAfterSeconds > MAX_RETRY_AFTER_SECONDS || signal?.aborted) return false;
    if (deadline && this.timing.now() + ms >= deadline.getTime()) return false;
    return this.timing.sleep(ms, signal).then(
      () => true,
      () => false,
    );
  }
}

function isRepeatable(method: string, error: unknown): error is BotApiError {
  if (!(error instanceof BotApiError)) return false;
  switch (error.kind) {
    case 'not_sent':
    case 'rate_limited':
      return true;
    case 'unknown':
      return IDEMPOTENT.has(method);
    case 'refused':
    case 'misconfigured':
    case 'conflict':
      return false;
  }
}
