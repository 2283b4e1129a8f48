import { useEffect, useRef, useState } from 'preact/hooks';
import type { Answer, Problem } from './api/problem';
import { serverClock } from './clock';
import { connection } from './connection';
import { secondsLeft } from './countdown';
import { pauseAfter } from './pause';
import { useNow } from './use-now';

type State = Readonly<{ busy: boolean; problem: Problem | null; until: number; retriesItself: boolean }>;

const quiet: State = { busy: false, problem: null, until: 0, retriesItself: false };

/** Something that the person asked for, which may be refused, have to wait, or be retried automatically. */
export type Attempt<Input> = Readonly<{
  run: (input: Input) => void;
  clear: () => void;
  busy: boolean;
  problem: Problem | null;
  /** The wait that the server asked for, while it lasts. */
  pause: Readonly<{ left: number; retriesItself: boolean }> | null;
}>;

/** Runs `act`. A busy server is asked once more automatically, a lost connection is retried as soon as it is back. */
export function useAttempt<T>(act: () => Promise<Answer<T>>, settle: (answer: Answer<T>) => void): Attempt<void>;
export function useAttempt<Input, T>(
  act: (input: Input) => Promise<Answer<T>>,
  settle: (answer: Answer<T>) => void,
): Attempt<Input>;
export function useAttempt<Input, T>(
  act: (input: Input) => Promise<Answer<T>>,
  settle: (answer: Answer<T>) => void,
): Attempt<Input> {
  const [state, setState] = useState(quiet);
  const input = useRef<Input | null>(null);
  const now = useNow(state.until > serverClock.now());
  const left = secondsLeft(state.until, now);

  async function go(tries: number): Promise<void> {
    setState({ ...quiet, busy: true });
    const answer = await act(input.current as Input);
    setState(answer.ok ? quiet : refused(answer.problem, tries));
    settle(answer);
  }
  const again = state.retriesItself && left === 0 && connection.get().isOnline;
  useEffect(() => {
    if (again) void go(2);
  }, [again]);
  useEffect(() => onceBackOnline(state.problem, () => void go(1)), [state.problem]);

  return {
    run(next) {
      if (state.busy || left > 0) return;
      input.current = next;
      void go(1);
    },
    clear: () => setState(quiet),
    busy: state.busy,
    problem: state.problem,
    pause: left > 0 ? { left, retriesItself: state.retriesItself } : null,
  };
}

function refused(problem: Problem, tries: number): State {
  const pause = pauseAfter(problem, tries);
  if (!pause) return { ...quiet, problem };
  return { ...quiet, problem, until: serverClock.now() + pause.seconds * 1000, retriesItself: pause.retriesItself };
}

function onceBackOnline(problem: Problem | null, goOn: () => void): (() => void) | undefined {
  if (problem?.code !== 'offline') return undefined;
  // The connection may have come back before this subscribed to it.
  if (connection.get().isOnline) return void goOn();
  const forget = connection.subscribe(({ isOnline }) => isOnline && goOn());
  return () => void forget();
}
