import { useEffect, useRef } from 'preact/hooks';
import { announce } from '../announcer';
import type { Attempt } from '../attempt';
import { noticeOf, type NextStep, type Notice } from '../notice';
import { go } from '../route';
import { settings } from '../settings/app.settings';
import { signInAgain } from '../way-back';
import { say, type Words } from '../words';
import { Icon } from './icons';

type NoticeBoxProps<Input> = Readonly<{
  attempt: Attempt<Input>;
  onRetry?: () => void;
  /** Problems that the page shows elsewhere. */
  except?: readonly string[];
}>;

/** What went wrong with an attempt, in words, with the next step; empty if nothing did. */
export function NoticeBox<Input>({ attempt, onRetry, except = [] }: NoticeBoxProps<Input>) {
  const { pause } = attempt;
  const problem = attempt.problem && !except.includes(attempt.problem.code) ? attempt.problem : null;
  const notice = problem && noticeOf(problem, pause, settings.get().otp_ttl_seconds);
  const spoken = notice ? `${notice.headline}. ${notice.sentence}` : '';
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (spoken) announce(spoken);
    box.current?.scrollIntoView({ block: 'nearest' });
  }, [problem]);
  if (!notice) return null;
  return (
    <div class={`notice notice-${notice.tone}`} ref={box}>
      <Icon name={notice.tone} />
      <div>
        <p class="notice-headline">{notice.headline}</p>
        <p>{notice.sentence}</p>
        <NextButton notice={notice} waits={pause !== null} onRetry={onRetry} />
      </div>
    </div>
  );
}

const labels: Readonly<Record<Exclude<NextStep, 'none'>, Words>> = {
  retry: 'action.try_again',
  start_again: 'action.start_again',
  sign_in: 'action.sign_in',
  sign_in_again: 'action.sign_in_again',
};

function NextButton({ notice, waits, onRetry }: { notice: Notice; waits: boolean; onRetry?: () => void }) {
  const { next } = notice;
  if (next === 'none' || (next === 'retry' && (waits || !onRetry))) return null;
  const steps = {
    retry: onRetry,
    start_again: () => go('/'),
    sign_in: () => go('/sign-in'),
    sign_in_again: signInAgain,
  };
  return (
    <button type="button" class="button button-quiet" onClick={steps[next]}>
      {say(labels[next])}
    </button>
  );
}
