/** Each problem's HTTP status and the sentence a person reads; `code` is stable, the sentence is not. */
export const problems = {
  invalid_request: [400, "The request isn't valid."],
  otp_invalid: [401, "That code isn't right."],
  link_invalid: [401, "This link doesn't work any more."],
  unauthorized: [401, 'Sign in first.'],
  forbidden: [403, "You aren't allowed to do this."],
  account_disabled: [403, 'This account is disabled. Please contact support.'],
  step_up_required: [403, "It's been a while: sign in with your account's e-mail, or contact support."],
  fresh_sign_in_required: [
    403,
    'Sign in again first: for this you need to have signed in within the last few minutes.',
  ],
  not_found: [404, "There's nothing here."],
  method_not_allowed: [405, "This method isn't allowed here."],
  verification_not_found: [404, "There's no such verification."],
  user_not_found: [404, "There's no such account."],
  request_timeout: [408, 'The request took too long to arrive.'],
  already_used: [409, 'This was used already.'],
  verification_expired: [410, 'This verification has ended: its code and link no longer work. Start again.'],
  app_exists: [409, "There's an app with this id already."],
  app_read_only: [409, 'This app is declared in APPS_FILE. Change it there.'],
  app_is_public: [409, 'This app is public: it has no secrets.'],
  too_many_secrets: [409, 'This app has too many secrets. Revoke one first.'],
  rs256_unavailable: [409, "RS256 needs the setting JWT_RSA_PRIVATE_KEY, which isn't there. Set it, or choose ES256."],
  precondition_failed: [412, "It isn't in the state that the request expects."],
  payload_too_large: [413, 'The request is too large.'],
  range_not_satisfiable: [416, "There's no such part of it."],
  too_many_attempts: [429, 'No more tries for now. Wait, or start again.'],
  rate_limited: [429, 'Too many requests. Wait a moment.'],
  headers_too_large: [431, 'The request has headers that are too large.'],
  internal: [500, 'Something went wrong on our side.'],
  telegram_unavailable: [503, "We can't reach Telegram right now. Try again in a moment."],
  mail_unavailable: [503, "We can't send e-mail right now. Try again in a moment."],
  storage_unavailable: [503, "We can't store anything right now. Try again in a moment."],
  overloaded: [503, "We're busy right now. Try again in a moment."],
} as const satisfies Record<string, readonly [status: number, sentence: string]>;

export type ProblemCode = keyof typeof problems;

/** What a problem document carries besides its code, and what only the log gets (`cause`). */
export type ProblemDetails = Readonly<{
  /** One entry per faulty field of the request. */
  errors?: readonly Readonly<{ field: string; message: string }>[];
  attemptsLeft?: number;
  retryAfterSeconds?: number;
  /** The limit that was reached, for the RateLimit headers: its name, its maximum per window, when that resets. */
  rateLimit?: Readonly<{ policy: string; limit: number; windowSeconds: number; resetSeconds: number }>;
  cause?: unknown;
}>;

/** A refusal that the client sees: its status and sentence are in `problems`. */
export class AppError extends Error {
  constructor(
    readonly code: ProblemCode,
    readonly details: ProblemDetails = {},
  ) {
    super(code, { cause: details.cause });
    this.name = 'AppError';
  }

  get status(): number {
    return problems[this.code][0];
  }
}

/** For `retryAfterSeconds`: at least 1, however soon the moment is. */
export const secondsUntil = (moment: Date, now: Date): number =>
  Math.max(1, Math.ceil((moment.getTime() - now.getTime()) / 1000));
