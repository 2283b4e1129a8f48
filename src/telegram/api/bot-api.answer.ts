import { STATUS_CODES } from 'node:http';
import { BotApiError, type BotApiErrorKind } from './bot-api.error';

/** What came back from the Bot API's address, written by Telegram or by a proxy in between. */
export type Answer = Readonly<{ status: number; retryAfter?: string; body: Buffer }>;

type Reply = Readonly<{
  ok: boolean;
  result?: unknown;
  error_code?: unknown;
  description?: unknown;
  parameters?: Readonly<{ retry_after?: unknown }>;
}>;

/**
 * The `result` of an answer.
 * @throws BotApiError that says what is known of the call
 */
export function readAnswer<T>(answer: Answer): T {
  const { status } = answer;
  if (status >= 500) throw new BotApiError('unknown', STATUS_CODES[status] ?? 'Server error', { code: status });
  const reply = parseReply(answer.body);
  if (!reply) throw unreadable(answer);
  if (reply.ok) return reply.result as T;
  throw refusalIn(reply, answer);
}

function refusalIn(reply: Reply, answer: Answer): BotApiError {
  const code = Number.isInteger(reply.error_code) ? (reply.error_code as number) : answer.status;
  const description = typeof reply.description === 'string' ? reply.description : (STATUS_CODES[code] ?? 'Refused');
  const retryAfterSeconds = wholeSeconds(reply.parameters?.retry_after) ?? wholeSeconds(answer.retryAfter);
  const kind = isLoggedOut(description) ? 'misconfigured' : (kindOf(code) ?? 'refused');
  return new BotApiError(kind, description, { code, retryAfterSeconds });
}

/** The bot was moved to another Bot API server, by `logOut`: nothing is wrong with the call. */
const isLoggedOut = (description: string): boolean => description === 'Logged out';

/** A proxy's page: its status is believed only where it proves that Telegram was not reached. */
function unreadable({ status, retryAfter, body }: Answer): BotApiError {
  const kind = kindOf(status);
  if (kind === 'misconfigured' || kind === 'rate_limited')
    return new BotApiError(kind, STATUS_CODES[status] ?? 'Error', {
      code: status,
      retryAfterSeconds: wholeSeconds(retryAfter),
    });
  return new BotApiError('unknown', body.length === 0 ? 'empty_answer' : 'invalid_json');
}

function kindOf(code: number): BotApiErrorKind | undefined {
  if (code >= 500) return 'unknown';
  if (code === 429) return 'rate_limited';
  if (code === 409) return 'conflict';
  if (code === 401 || code === 404 || (code >= 300 && code < 400)) return 'misconfigured';
  return undefined;
}

function parseReply(body: Buffer): Reply | undefined {
  try {
    const parsed: unknown = JSON.parse(body.toString('utf8'));
    return typeof parsed === 'object' && parsed !== null && typeof (parsed as Reply).ok === 'boolean'
      ? (parsed as Reply)
      : undefined;
  } catch {
    return undefined;
  }
}

function wholeSeconds(value: unknown): number | undefined {
  const seconds = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;
  return Number.isSafeInteger(seconds) && (seconds as number) >= 0 ? (seconds as number) : undefined;
}
