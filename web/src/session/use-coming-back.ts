import { useEffect } from 'preact/hooks';
import { isFinal } from '../api/problem';
import { useAttempt, type Attempt } from '../attempt';
import { currentSession, keeper, wasSignedIn } from './session';

type ComingBack = Readonly<{
  /** This browser was signed in, and so is this page now. */
  onSession: () => void;
  /** There is nothing to come back to. */
  onNone: () => void;
}>;

let hasAsked = false;

/**
 * Comes back to the session of this browser, unless this page has one already. Asked at least once: browsers forget what
 * a page has noted sooner than the cookie.
 */
export function useComingBack({ onSession, onNone }: ComingBack): Attempt<void> {
  const attempt = useAttempt(
    () => keeper.renew(),
    (answer) => {
      if (answer.ok) onSession();
      else if (isFinal(answer.problem)) onNone();
    },
  );
  useEffect(() => {
    if (currentSession.get()) return;
    if (hasAsked && !wasSignedIn()) return onNone();
    hasAsked = true;
    attempt.run();
  }, []);
  return attempt;
}
