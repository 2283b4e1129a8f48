import { useState } from 'preact/hooks';
import type { Answer } from '../src/api/problem';
import { serverClock } from '../src/clock';
import { acts } from './operator.client';

type ActProps<T> = Readonly<{
  /** The button's label. */
  name: string;
  /** What it will do, and to what: asked before it is done. */
  question: string;
  act: () => Promise<Answer<T>>;
  /** The sentence shown once it is done. */
  done: (value: T) => string;
}>;

type Step = Readonly<{ kind: 'idle' } | { kind: 'asked' } | { kind: 'busy' } | { kind: 'over'; said: string }>;

/** An operator's action: it takes a second press, and its outcome is shown. */
export function Act<T>({ name, question, act, done }: ActProps<T>) {
  const [step, setStep] = useState<Step>({ kind: 'idle' });
  const go = async () => {
    setStep({ kind: 'busy' });
    const answer = await act();
    setStep({ kind: 'over', said: answer.ok ? done(answer.value) : refusalOf(answer.problem.code) });
  };
  if (step.kind === 'idle' || step.kind === 'over')
    return (
      <p class="act">
        <button type="button" class="button button-outline" onClick={() => setStep({ kind: 'asked' })}>
          {name}
        </button>
        <span role="status">{step.kind === 'over' && step.said}</span>
      </p>
    );
  return (
    <div class="act" role="group" aria-label={name}>
      <span>{question}</span>
      <button
        type="button"
        class="button button-primary"
        aria-disabled={step.kind === 'busy'}
        ref={focus}
        onClick={() => step.kind === 'asked' && void go()}
      >
        Yes, {name.charAt(0).toLowerCase() + name.slice(1)}
      </button>
      <button type="button" class="button button-quiet" onClick={() => setStep({ kind: 'idle' })}>
        Cancel
      </button>
    </div>
  );
}

/** Called once, when the button appears: a new function at each rendering would take the focus back each time. */
const focus = (button: HTMLElement | null): void => button?.focus();

const refusalOf = (code: string): string => {
  if (code === 'not_found') return 'It isn’t there any more.';
  if (code === 'too_many_secrets') return 'There are ten: revoke one first.';
  return code === 'overloaded' ? 'Not now: the bot is held back.' : 'No answer. Try again.';
};

export const BreakerButton = ({ bot }: { bot: number }) => (
  <Act
    name="Reset breaker"
    question="Try Telegram again at once? If it is still away, the breaker opens again."
    act={() => acts.resetBreaker(bot)}
    done={({ circuit }) => (circuit === 'closed' ? 'Closed: messages go out again.' : 'Still open.')}
  />
);

const DAY_MS = 86_400_000;

export const ReplayButton = () => (
  <Act
    name="Replay failed webhooks"
    question="Tell everything again that was given up during the last 24 hours?"
    act={() => acts.replayFailed(new Date(serverClock.now() - DAY_MS).toISOString())}
    done={({ replayed }) => (replayed === 1 ? '1 webhook is due now.' : `${replayed} webhooks are due now.`)}
  />
);
