import { useRef, useState } from 'preact/hooks';
import { api } from '../api/client';
import { freshKey } from '../api/repeat';
import type { Session, SignName } from '../api/types';
import { useAttempt, type Attempt } from '../attempt';
import { serverClock } from '../clock';
import { forgetPending, readPending } from '../pending';
import { keeper } from '../session/session';
import { deviceShelf, tabShelf } from '../shelf';
import { forgetDraft } from '../welcome/draft';

/** After the sign-in nothing is waited for on this device, and the draft has done its work. */
function forgetWaiting(): void {
  const pending = readPending(deviceShelf, serverClock.now());
  if (pending) forgetPending(deviceShelf, pending.id);
  forgetDraft(tabShelf);
}

/** What this page has done with the link. */
export type LinkOutcome =
  | Readonly<{ kind: 'in'; session: Session }>
  | Readonly<{ kind: 'approved' }>
  | Readonly<{ kind: 'denied' }>
  | Readonly<{ kind: 'mismatch' }>;

/** The answers to "Was it you?". */
export type LinkAnswers = Readonly<{
  outcome: LinkOutcome | null;
  /** The input says whether a new person's account gets what was typed. */
  signing: Attempt<boolean>;
  /** The input is the symbol that was chosen. */
  approving: Attempt<SignName>;
  denying: Attempt<void>;
  /** One answer is under way: there is no second one. */
  busy: boolean;
}>;

export function useLinkAnswers(token: string): LinkAnswers {
  const [outcome, setOutcome] = useState<LinkOutcome | null>(null);
  const key = useRef(freshKey()).current;
  const signing = useAttempt(
    (asTyped: boolean) => keeper.signIn(() => api.verifyLink(token, asTyped, key)),
    (answer) => {
      if (!answer.ok) return;
      forgetWaiting();
      setOutcome({ kind: 'in', session: answer.value });
    },
  );
  const approving = useAttempt(
    (sign: SignName) => api.approve(token, sign, key),
    (answer) => {
      if (answer.ok) setOutcome({ kind: 'approved' });
      else if (answer.problem.code === 'otp_invalid') setOutcome({ kind: 'mismatch' });
    },
  );
  const denying = useAttempt(
    () => api.deny(token),
    (answer) => answer.ok && setOutcome({ kind: 'denied' }),
  );
  return { outcome, signing, approving, denying, busy: signing.busy || approving.busy || denying.busy };
}
