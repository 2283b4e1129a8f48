/** A request that did not do what was asked: the server's refusal, or (`offline`, `unreachable`) no answer at all. */
export type Problem = Readonly<{
  code: string;
  status: number;
  errors: readonly FieldError[];
  attemptsLeft?: number;
  retryAfterSeconds?: number;
  requestId?: string;
}>;

export type FieldError = Readonly<{ field: string; message: string }>;

/** The outcome of a call. */
export type Answer<T> = Readonly<{ ok: true; value: T }> | Readonly<{ ok: false; problem: Problem }>;

/** Reads a problem document; anything else (a proxy's HTML, say) becomes `internal` or `overloaded` by its status. */
export function toProblem(status: number, headers: Headers, body: unknown): Problem {
  const told = isRecord(body) ? body : {};
  return {
    code: typeof told.code === 'string' ? told.code : codeOfStatus(status),
    status,
    errors: Array.isArray(told.errors) ? told.errors.filter(isFieldError) : [],
    attemptsLeft: typeof told.attempts_left === 'number' ? told.attempts_left : undefined,
    retryAfterSeconds: secondsOf(headers.get('retry-after')),
    requestId: typeof told.request_id === 'string' ? told.request_id : (headers.get('x-request-id') ?? undefined),
  };
}

/** The request never got an answer. */
export function silence(online: boolean): Problem {
  return { code: online ? 'unreachable' : 'offline', status: 0, errors: [] };
}

/** The server refused for a reason that asking again does not change. */
export function isFinal(problem: Problem): boolean {
  return problem.status >= 400 && problem.status < 500 && problem.code !== 'rate_limited';
}

function codeOfStatus(status: number): string {
  if (status === 429) return 'rate_limited';
  return [502, 503, 504].includes(status) ? 'overloaded' : 'internal';
}

function secondsOf(header: string | null): number | undefined {
  return header !== null && /^\d{1,6}$/.test(header) ? Number(header) : undefined;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const isFieldError = (value: unknown): value is FieldError =>
  isRecord(value) && typeof value.field === 'string' && typeof value.message === 'string';
