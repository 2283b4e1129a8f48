import type { Problem } from '../api/problem';
import type { DeliveryError, Registered, Session, Status, Verification } from '../api/types';
import { secondsLeft } from '../countdown';

/** What the waiting room knows. Times are milliseconds on the server's clock. */
export type Waiting = Readonly<{
  verification: Verification | null;
  /** Why it had failed when the person asked for another try. */
  failedBefore: DeliveryError | null;
  /** When the status last changed. */
  since: number;
  /** A code is being compared. */
  checking: boolean;
  codeProblem: Problem | null;
  /** Set when this very page was signed in. */
  session: Session | null;
  /** The sign-in succeeded, but in another browser. */
  elsewhere: boolean;
  connection: 'live' | 'polling';
  /** The server does not know this sign-in. */
  gone: boolean;
  /** The account that the sign-in would open is disabled. */
  shut: boolean;
}>;

type Renewed = Pick<Registered, 'status' | 'expires_at' | 'resend_at'>;

export type WaitingEvent =
  | Readonly<{ type: 'status'; verification: Verification; at: number }>
  | Readonly<{ type: 'resent'; renewed: Renewed; at: number }>
  | Readonly<{ type: 'checking' }>
  | Readonly<{ type: 'refused'; problem: Problem }>
  | Readonly<{ type: 'typing' }>
  | Readonly<{ type: 'signed_in'; session: Session }>
  | Readonly<{ type: 'elsewhere' }>
  | Readonly<{ type: 'connection'; connection: Waiting['connection'] }>
  | Readonly<{ type: 'gone' }>;

export const atFirst: Waiting = {
  verification: null,
  failedBefore: null,
  since: 0,
  checking: false,
  codeProblem: null,
  session: null,
  elsewhere: false,
  connection: 'live',
  gone: false,
  shut: false,
};

/** The next state of the waiting room. */
export function step(waiting: Waiting, event: WaitingEvent): Waiting {
  switch (event.type) {
    case 'status':
      return told(waiting, event.verification, event.at);
    case 'resent':
      return resent(waiting, event.renewed, event.at);
    case 'checking':
      return { ...waiting, checking: true, codeProblem: null };
    case 'refused':
      return refused(waiting, event.problem);
    case 'typing':
      return waiting.codeProblem ? { ...waiting, codeProblem: null } : waiting;
    case 'signed_in':
      return { ...waiting, checking: false, codeProblem: null, session: event.session };
    case 'elsewhere':
      return { ...waiting, elsewhere: true };
    case 'connection':
      return { ...waiting, connection: event.connection };
    case 'gone':
      return { ...waiting, checking: false, gone: true };
    default:
      return event satisfies never;
  }
}

/** The sign-in succeeded, perhaps by letting in this device: then its session is there to be collected. */
export const mayCollect = ({ verification, checking, session, elsewhere }: Waiting): boolean =>
  verification?.status === 'verified' && !checking && !session && !elsewhere;

/** The status as time leaves it: a code or a start link past its end is expired before the server says so. */
export function statusNow(verification: Verification, now: number): Status {
  const { status, expires_at } = verification;
  const ends = status === 'sent' || status === 'awaiting_telegram';
  return ends && expires_at !== null && now >= Date.parse(expires_at) ? 'expired' : status;
}

/** How many seconds a sent code lives, and how many are left; our idea of the server's clock may be slightly off. */
export function lifeOf({ expires_at, delivery }: Verification, now: number): Readonly<{ total: number; left: number }> {
  const end = expires_at === null ? now : Date.parse(expires_at);
  const left = secondsLeft(end, now);
  const total = delivery.sent_at ? secondsLeft(end, Date.parse(delivery.sent_at)) : left;
  return { total, left: Math.min(left, total) };
}

/** Whether a code may be typed: it may reach the phone before its acknowledgement reaches us. */
export const takesCode = (status: Status): boolean => status === 'sending' || status === 'sent';

/** Nothing more will happen by itself; a failure is not over, as pressing Start may mend it. */
export function isOver(status: Status): boolean {
  return !takesCode(status) && status !== 'awaiting_telegram' && status !== 'failed';
}

function told(waiting: Waiting, verification: Verification, at: number): Waiting {
  const isNew = waiting.verification?.status !== verification.status;
  const codeProblem = takesCode(verification.status) && !isNew ? waiting.codeProblem : null;
  return { ...waiting, verification, codeProblem, since: isNew ? at : waiting.since, gone: false };
}

/** Applied before the feed reports it, so that a try that fails at once is seen to have been made. */
function resent(waiting: Waiting, { status, expires_at, resend_at }: Renewed, at: number): Waiting {
  const { verification } = waiting;
  if (!verification) return waiting;
  const delivery = { ...verification.delivery, sent_at: null, error: null };
  const renewed = { ...verification, status, expires_at, resend_at, delivery };
  return told({ ...waiting, failedBefore: verification.delivery.error }, renewed, at);
}

function refused(waiting: Waiting, problem: Problem): Waiting {
  if (problem.code === 'verification_not_found') return { ...waiting, checking: false, gone: true };
  if (problem.code === 'account_disabled') return { ...waiting, checking: false, shut: true };
  return { ...waiting, checking: false, codeProblem: problem };
}
