import type { Problem } from './api/problem';
import type { ProblemCode } from './api/types';
import { say, sayLife, sayWait, type Words } from './words';

/** How a problem is explained to a person, with the one next step. */
export type Notice = Readonly<{ tone: 'careful' | 'wrong'; headline: string; sentence: string; next: NextStep }>;

export type NextStep = 'retry' | 'start_again' | 'sign_in' | 'sign_in_again' | 'none';

type Kind = Readonly<{ words: string; tone: Notice['tone']; next: NextStep }>;

/** Codes shown as our fault: these pages never get them, or only operators do. `otp_invalid` stands below the code. */
type Unshown =
  | 'internal'
  | 'otp_invalid'
  | 'method_not_allowed'
  | 'precondition_failed'
  | 'range_not_satisfiable'
  | 'headers_too_large'
  | 'app_exists'
  | 'app_read_only'
  | 'app_is_public'
  | 'too_many_secrets'
  | 'rs256_unavailable';
type Shown = Exclude<ProblemCode, Unshown> | 'offline' | 'unreachable';

/** `wait`: time mends it, and the notice says how much is left. */
const kinds: Readonly<Record<Shown, Kind | 'wait'>> = {
  invalid_request: { words: 'invalid', tone: 'wrong', next: 'none' },
  payload_too_large: { words: 'invalid', tone: 'wrong', next: 'none' },
  link_invalid: { words: 'link_invalid', tone: 'wrong', next: 'start_again' },
  already_used: { words: 'already_used', tone: 'careful', next: 'sign_in' },
  account_disabled: { words: 'account_disabled', tone: 'wrong', next: 'none' },
  forbidden: { words: 'forbidden', tone: 'wrong', next: 'none' },
  step_up_required: { words: 'step_up_required', tone: 'careful', next: 'sign_in' },
  fresh_sign_in_required: { words: 'fresh_sign_in_required', tone: 'careful', next: 'sign_in_again' },
  not_found: { words: 'not_found', tone: 'careful', next: 'none' },
  user_not_found: { words: 'not_found', tone: 'careful', next: 'none' },
  unauthorized: { words: 'unauthorized', tone: 'careful', next: 'sign_in' },
  verification_not_found: { words: 'gone', tone: 'careful', next: 'start_again' },
  verification_expired: { words: 'expired', tone: 'careful', next: 'start_again' },
  too_many_attempts: { words: 'too_many_attempts', tone: 'wrong', next: 'none' },
  offline: { words: 'offline', tone: 'careful', next: 'none' },
  rate_limited: 'wait',
  request_timeout: 'wait',
  overloaded: 'wait',
  telegram_unavailable: 'wait',
  mail_unavailable: 'wait',
  storage_unavailable: 'wait',
  unreachable: 'wait',
};

const internal: Kind = { words: 'internal', tone: 'wrong', next: 'retry' };
const isShown = (code: string): code is Shown => Object.hasOwn(kinds, code);

/** Whether time mends it. */
export const isMendedByTime = (code: string): boolean => isShown(code) && kinds[code] === 'wait';

/** `pause` is the wait that the problem asked for, if any: how much is left, and whether we retry automatically. */
export function noticeOf(
  problem: Problem,
  pause: Readonly<{ left: number; retriesItself: boolean }> | null,
  linkSeconds: number,
): Notice {
  const kind = isShown(problem.code) ? kinds[problem.code] : internal;
  if (kind === 'wait') return waitingNotice(problem.code, pause);
  const { words, tone, next } = kind;
  const sentence = say(`problem.${words}.sentence` as Words, { seconds: sayLife(linkSeconds) });
  const reference =
    kind === internal && problem.requestId ? ` ${say('problem.reference', { reference: problem.requestId })}` : '';
  return { tone, headline: say(`problem.${words}.headline` as Words), sentence: sentence + reference, next };
}

function waitingNotice(code: string, pause: Readonly<{ left: number; retriesItself: boolean }> | null): Notice {
  const limited = code === 'rate_limited';
  const words = limited ? 'rate_limited' : 'busy';
  const headline = say(`problem.${words}.headline`);
  const left = pause?.left ?? 0;
  if (left === 0) return { tone: 'careful', headline, sentence: say('problem.rate_limited.over'), next: 'retry' };
  const key: Words = limited || pause?.retriesItself ? `problem.${words}.sentence` : 'problem.busy.later';
  return { tone: 'careful', headline, sentence: say(key, { left: sayWait(left) }), next: 'retry' };
}
