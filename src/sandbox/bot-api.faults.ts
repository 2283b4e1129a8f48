import { badRequest, BotApiRefusal, tooManyRequests } from './bot-api.refusal';
import type { FaultKind, FaultOrder } from './sandbox.faults';

/** How a call ends on the wire. */
export type Answer = Readonly<{
  status: number;
  body: string;
  contentType: string;
  headers?: Readonly<Record<string, string>>;
  /** `cut`: the connection is destroyed; `hang`: nothing comes; `short`: more bytes are announced than come. */
  wire?: 'cut' | 'hang' | 'short';
}>;

const HTML = 'text/html';

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

/** What the switch answers instead of doing the call; undefined when the call is done all the same. */
export function answerInstead({ fault, seconds }: FaultOrder): Answer | undefined {
  switch (fault) {
    case 'rate_limit':
      return answerRefusal(tooManyRequests(Math.ceil(seconds ?? 3)));
    case 'server_error':
      return answerRefusal(new BotApiRefusal(500, 'Internal Server Error'));
    case 'photo_refused':
      return answerRefusal(badRequest('IMAGE_PROCESS_FAILED'));
    case 'unauthorized':
      return answerRefusal(new BotApiRefusal(401, 'Unauthorized'));
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
    case 'slow':
      return undefined;
    default:
      return fault satisfies never;
  }
}

const SPOILT: Readonly<Partial<Record<FaultKind, Answer['wire']>>> = {
  lost_answer: 'cut',
  silence_after: 'hang',
  truncated: 'short',
};

/** What becomes of the answer of a call that was done. */
export const spoiled = (answer: Answer, order: FaultOrder | undefined): Answer => ({
  ...answer,
  wire: order && SPOILT[order.fault],
});
