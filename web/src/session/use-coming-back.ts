import { useEffect } from 'preact/hooks';
import { isFinal } from '../api/problem';
import { useAttempt, type Attempt } from '../attempt';
import { hadSession } from '../settings/app.settings';
import { currentSession, keeper, wasSignedIn } from './session';

type ComingBack = Readonly<{
  /** This browser was signed in, and now this page is, too. */
  onSession: () => void;
  /** There is nothing to come back to. */
  onNone: () => void;
}>;

let hasAsked = false;

/**
 * Comes back to the session of this browser, unless this page has one already. Browsers forget what a page has noted
 * sooner than the cookie, which the server sees.
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
    if (wasSignedIn()) attempt.run();
    else void hadSession().then((had) => (had ? attempt.run() : onNone()));
  }, []);
  return attempt;
}
