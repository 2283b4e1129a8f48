import type { DeliveryError, Status, User, Verification } from '../api/types';
import { secondsLeft } from '../countdown';
import type { IconName } from '../parts/icons';
import { say, sayLife, sayTime, sayWait, type Words } from '../words';
import { statusNow, type Waiting } from './waiting';

export type Tone = 'calm' | 'done' | 'wrong' | 'careful';

/** What can be done next; the screen knows how. */
export type Action =
  | 'open_telegram'
  | 'send_new'
  /** The same, where the message has no code. */
  | 'send_message'
  | 'new_link'
  | 'start_again'
  | 'start_again_later'
  | 'continue'
  | 'sign_in_too'
  | 'to_start'
  | 'cancel';

/** How the four steps are shown; those before `at` are done. */
export type Progress = Readonly<{ at: 0 | 1 | 2 | 3; outcome: 'current' | 'stopped' | 'done' }>;

/** The waiting room as a person sees it at one moment. */
export type View = Readonly<{
  tone: Tone;
  headline: string;
  sentence: string;
  /** The person's name, if the texts contain it. */
  name?: string;
  progress: Progress;
  /** What fills the middle: the start link's QR, the code field, or nothing. */
  middle: 'start' | 'code' | 'none';
  /** The emblem that stands there instead of nothing; an hourglass if time has ended it. */
  emblem?: IconName;
  primary: Action | null;
  others: readonly Action[];
}>;

/** What the texts need besides the state. */
export type Surroundings = Readonly<{
  now: number;
  bot: string;
  codeSeconds: number;
  /** Without the cookie of its sign-in a browser is a stranger to it. */
  keepsCookies: boolean;
  /** What was typed to register; it may create an account, but changes none. */
  typed?: Readonly<{ name: string; email: string }>;
}>;

const SLOW_MS = 5000;

export function viewOf(waiting: Waiting, around: Surroundings): View {
  if (waiting.session) return signedIn(waiting.session.user, around.typed);
  if (waiting.gone)
    return ended(around.keepsCookies ? 'problem.gone' : 'problem.no_cookies', {
      tone: 'careful',
      at: 0,
      emblem: 'cross',
      primary: 'start_again',
    });
  if (waiting.shut)
    return ended('problem.account_disabled', { tone: 'wrong', at: 3, emblem: 'cross', primary: 'to_start' });
  const { verification } = waiting;
  if (!verification) return loading();
  const status = statusNow(verification, around.now);
  if (status === 'verified' && waiting.checking) return sent(verification);
  const view = viewOfStatus(status, verification, waiting, around);
  return hasCode(verification) ? view : withoutCode(view);
}

function viewOfStatus(status: Status, verification: Verification, waiting: Waiting, around: Surroundings): View {
  switch (status) {
    case 'awaiting_telegram':
      return awaiting(verification, around.now);
    case 'sending':
      return sending(verification, waiting.since, around.now);
    case 'sent':
      return sent(verification);
    case 'verified':
      return waiting.elsewhere ? elsewhere() : lettingIn();
    case 'failed':
      return failed(verification.delivery.error ?? 'internal', waiting.failedBefore, around.bot);
    case 'expired':
      return expired(verification, around.codeSeconds);
    case 'locked':
      return locked(verification);
    case 'cancelled':
      return cancelled(verification);
    default:
      return status satisfies never;
  }
}

const hasCode = ({ app }: Verification): boolean => app.ways_in.includes('code');

function withoutCode({ middle, primary, others, ...view }: View): View {
  const fit = (action: Action): Action => (action === 'send_new' ? 'send_message' : action);
  return {
    ...view,
    middle: middle === 'code' ? 'none' : middle,
    primary: primary && fit(primary),
    others: others.map(fit),
  };
}

function loading(): View {
  const progress: Progress = { at: 0, outcome: 'current' };
  return { tone: 'calm', ...words('loading'), progress, middle: 'none', primary: null, others: [] };
}

function awaiting(verification: Verification, now: number): View {
  return {
    tone: 'calm',
    ...timed('awaiting_telegram', verification.expires_at, now),
    progress: { at: 0, outcome: 'current' },
    middle: 'start',
    primary: 'open_telegram',
    others: ['cancel'],
  };
}

function sending(verification: Verification, since: number, now: number): View {
  const isSlow = now - since > SLOW_MS || verification.delivery.error !== null;
  return {
    tone: isSlow ? 'careful' : 'calm',
    ...words('sending'),
    ...(!hasCode(verification) && { headline: say('waiting.sending.message') }),
    ...(isSlow && timed('slow', verification.expires_at, now)),
    progress: { at: 1, outcome: 'current' },
    middle: 'code',
    primary: null,
    others: ['cancel'],
  };
}

function sent({ app: { ways_in: waysIn } }: Verification): View {
  const told = !waysIn.includes('code') ? 'tap' : waysIn.length === 1 ? 'type' : 'sentence';
  return {
    tone: 'calm',
    headline: say('waiting.sent.headline'),
    sentence: say(`waiting.sent.${told}`),
    progress: { at: 2, outcome: 'current' },
    middle: 'code',
    primary: 'open_telegram',
    others: ['send_new', 'cancel'],
  };
}

function lettingIn(): View {
  const progress: Progress = { at: 3, outcome: 'current' };
  return { tone: 'calm', ...words('letting_in'), progress, middle: 'none', primary: null, others: [] };
}

/** The message has done its work, but this page is not signed in. */
function elsewhere(): View {
  const progress: Progress = { at: 2, outcome: 'done' };
  const look = { tone: 'calm', middle: 'none', emblem: 'devices', primary: 'sign_in_too' } as const;
  return { ...look, ...words('elsewhere'), progress, others: ['to_start'] };
}

function signedIn({ name, email }: Pick<User, 'name' | 'email'>, typed: Surroundings['typed']): View {
  const progress: Progress = { at: 3, outcome: 'done' };
  const isAsTyped = !typed || (isSame(typed.name, name) && isSame(typed.email, email ?? ''));
  return {
    tone: 'done',
    ...words('verified', { name }),
    ...(isAsTyped ? {} : { sentence: say('waiting.unchanged.sentence', { name }) }),
    name,
    progress,
    middle: 'none',
    emblem: 'check',
    primary: 'continue',
    others: [],
  };
}

/** Ignores what the server evens out: case, blanks, and domains in other scripts. */
const isSame = (typed: string, kept: string): boolean =>
  /@.*[^\0-\x7f]/.test(typed) || typed.trim().normalize().toLowerCase() === kept.normalize().toLowerCase();

const failures: Readonly<
  Record<DeliveryError, Readonly<{ words: string; primary: Action; others: readonly Action[] }>>
> = {
  chat_unreachable: { words: 'unreached', primary: 'open_telegram', others: ['send_new', 'cancel'] },
  bot_blocked: { words: 'blocked', primary: 'open_telegram', others: ['send_new', 'cancel'] },
  bot_not_started: { words: 'unreached', primary: 'open_telegram', others: ['cancel'] },
  chat_not_found: { words: 'unreached', primary: 'open_telegram', others: ['cancel'] },
  user_deactivated: { words: 'deactivated', primary: 'start_again', others: [] },
  telegram_timeout: { words: 'deadline', primary: 'send_new', others: ['cancel'] },
  internal: { words: 'internal', primary: 'send_new', others: ['cancel'] },
};

function failed(error: DeliveryError, before: DeliveryError | null, bot: string): View {
  const failure = failures[error];
  const progress: Progress = { at: 1, outcome: 'stopped' };
  const { primary, others } = failure;
  const { headline, sentence } = words(failure.words, { bot });
  return {
    tone: 'wrong',
    headline,
    sentence: error === before ? say('waiting.still', { sentence }) : sentence,
    progress,
    middle: 'none',
    emblem: 'cross',
    primary,
    others,
  };
}

function expired(verification: Verification, codeSeconds: number): View {
  if (verification.delivery.sent_at)
    return {
      ...ended(
        hasCode(verification) ? 'expired' : 'expired_message',
        { ...late, at: 3, primary: 'send_new' },
        { seconds: sayLife(codeSeconds) },
      ),
      others: ['start_again'],
    };
  return { ...ended('unused', { ...late, at: 0, primary: 'new_link' }), others: ['start_again'] };
}

const late = { tone: 'careful', emblem: 'hourglass' } as const;

function cancelled({ reason, delivery }: Verification): View {
  const at = delivery.sent_at ? 3 : delivery.attempts > 0 ? 1 : 0;
  const isRefused = reason === 'refused_in_telegram' || reason === 'refused_by_link';
  const tone = isRefused ? 'wrong' : 'careful';
  const view = ended(isRefused ? reason : 'cancelled', { tone, at, emblem: 'cross', primary: 'start_again' });
  return at === 0 ? { ...view, sentence: say('waiting.cancelled.link') } : view;
}

function locked({ reason, delivery }: Verification): View {
  return ended(reason === 'wrong_symbol' ? reason : 'locked', {
    tone: 'wrong',
    at: delivery.sent_at ? 3 : 1,
    emblem: 'cross',
    primary: 'start_again_later',
  });
}

type Ended = Pick<View, 'tone' | 'emblem' | 'primary'> & Pick<Progress, 'at'>;

function ended(key: string, { at, ...look }: Ended, values?: Record<string, string>): View {
  const progress: Progress = { at, outcome: 'stopped' };
  return { ...look, ...words(key, values), progress, middle: 'none', others: [] };
}

const HOUR_SECONDS = 3600;

/** An end over an hour away is given as a time of day, a nearer one as a duration, which needs no reckoning. */
function timed(key: 'awaiting_telegram' | 'slow', until: string | null, now: number): ReturnType<typeof words> {
  const left = until === null ? Infinity : secondsLeft(Date.parse(until), now);
  const told = words(key, { time: sayTime(until) });
  return left > HOUR_SECONDS ? told : { ...told, sentence: say(`waiting.${key}.soon`, { left: sayWait(left) }) };
}

function words(key: string, values?: Record<string, string>): Pick<View, 'headline' | 'sentence'> {
  const told = key.includes('.') ? key : `waiting.${key}`;
  return { headline: say(`${told}.headline` as Words, values), sentence: say(`${told}.sentence` as Words, values) };
}
