import { badRequest, BotApiRefusal, forbidden, tooManyRequests } from './bot-api.refusal';
import type { FaultKind, FaultOrder } from '../sandbox.faults';

/** How a call ends on the wire. */
export type Answer = Readonly<{
  status: number;
  body: string | Buffer;
  contentType: string;
  headers?: Readonly<Record<string, string>>;
  /** `cut`: the connection is destroyed; `hang`: no answer comes; `short`: more bytes are announced than sent. */
  wire?: 'cut' | 'hang' | 'short';
}>;

const HTML = 'text/html';
const HUGE_BYTES = 10 * 1024 * 1024;

export const answerOk = (result: unknown): Answer => ({
  status: 200,
  body: JSON.stringify({ ok: true, result }),
  contentType: 'application/json',
});

export function answerRefusal({ status, description, retryAfterSeconds }: BotApiRefusal): Answer {
  const wait = retryAfterSeconds;
  const parameters = wait === undefined ? {} : { parameters: { retry_after: wait } };
  return {
    status,
    body: JSON.stringify({ ok: false, error_code: status, description, ...parameters }),
    contentType: 'application/json',
    ...(wait !== undefined && { headers: { 'retry-after': String(wait) } }),
  };
}

const page = (status: number, title: string): Answer => ({
  status,
  body: `<html><head><title>${title}</title></head><body><center><h1>${title}</h1></center></body></html>`,
  contentType: HTML,
});

const NOTHING: Answer = { status: 0, body: '', contentType: HTML };

/** Switches that refuse any call, in Telegram's words. */
const REFUSALS = {
  server_error: new BotApiRefusal(500, 'Internal Server Error'),
  photo_refused: badRequest('IMAGE_PROCESS_FAILED'),
  bad_entities: badRequest('can\'t parse entities: Unsupported start tag "br" at byte offset 7'),
  chat_not_found: badRequest('chat not found'),
  forbidden: forbidden('bot was blocked by the user'),
  undeletable: badRequest("message can't be deleted"),
  uneditable: badRequest("message can't be edited"),
  unauthorized: new BotApiRefusal(401, 'Unauthorized'),
} satisfies Readonly<Partial<Record<FaultKind, BotApiRefusal>>>;

const isRefusal = (fault: FaultKind): fault is keyof typeof REFUSALS => fault in REFUSALS;

/** The answer that the switch gives instead of running the call; undefined if the call runs all the same. */
export function answerInstead({ fault, seconds }: FaultOrder): Answer | undefined {
  if (isRefusal(fault)) return answerRefusal(REFUSALS[fault]);
  switch (fault) {
    case 'rate_limit':
      return answerRefusal(tooManyRequests(Math.ceil(seconds ?? 3)));
    case 'bad_gateway':
      return page(502, '502 Bad Gateway');
    case 'garbage':
      return page(200, 'Welcome to the hotel network');
    case 'reset':
      return { ...NOTHING, wire: 'cut' };
    case 'silence':
      return { ...NOTHING, wire: 'hang' };
    case 'lost_answer':
    case 'truncated':
    case 'silence_after':
    case 'empty':
    case 'huge':
    case 'no_id':
    case 'slow':
      return undefined;
    default:
      return fault satisfies never;
  }
}

const SPOILT: Readonly<Partial<Record<FaultKind, (body: string | Buffer) => Partial<Answer>>>> = {
  lost_answer: () => ({ wire: 'cut' }),
  silence_after: () => ({ wire: 'hang' }),
  truncated: () => ({ wire: 'short' }),
  empty: () => ({ body: '' }),
  huge: (body) => ({ body: Buffer.concat([Buffer.from(body), Buffer.alloc(HUGE_BYTES, ' ')]) }),
  no_id: (body) => ({ body: withoutId(String(body)) }),
};

/** What the switch makes of the answer to a call that was run. */
export const spoiled = (answer: Answer, order: FaultOrder | undefined): Answer => ({
  ...answer,
  ...(order && SPOILT[order.fault]?.(answer.body)),
});

/** `ok: true`, but nothing that says which message it was. */
function withoutId(body: string): string {
  const { result, ...reply } = JSON.parse(body) as { result?: unknown };
  if (typeof result !== 'object') return body;
  return JSON.stringify({ ...reply, result: { ...result, message_id: undefined } });
}
