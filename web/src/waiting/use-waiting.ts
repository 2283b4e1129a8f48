import { useEffect, useReducer, useRef } from 'preact/hooks';
import { api } from '../api/client';
import { keyOf } from '../api/repeat';
import { isFinal, type Answer } from '../api/problem';
import type { Registered, Session } from '../api/types';
import { useAttempt, type Attempt } from '../attempt';
import { serverClock } from '../clock';
import { forgetPending } from '../pending';
import { keeper } from '../session/session';
import { deviceShelf, tabShelf } from '../shelf';
import { forgetDraft } from '../welcome/draft';
import { StatusFeed } from './status.feed';
import { atFirst, mayCollect, step, type Waiting, type WaitingEvent } from './waiting';

/** The state of the waiting room, and the requests that can be made from it. */
export type WaitingRoom = Readonly<{
  waiting: Waiting;
  tell: (event: WaitingEvent) => void;
  code: Attempt<string>;
  resend: Attempt<void>;
  cancel: Attempt<void>;
  collect: Attempt<void>;
}>;

/** Runs the waiting room: it follows the live status, and makes the requests that the person can make from there. */
export function useWaiting(id: string, onResent: (renewed: Registered) => void): WaitingRoom {
  const [waiting, tell] = useReducer(step, atFirst);
  const feed = useRef<StatusFeed | null>(null);
  const follow = () => {
    feed.current?.stop();
    feed.current = feedOf(id, tell);
    if (!document.hidden) feed.current.start();
  };
  useEffect(() => {
    follow();
    const forget = followSight(() => (document.hidden ? feed.current?.rest() : feed.current?.start()));
    return () => {
      forget();
      feed.current?.stop();
    };
  }, [id]);
  useEffect(
    () => forgetWhenDone(waiting, id),
    [waiting.verification?.status, waiting.gone, waiting.session, waiting.elsewhere],
  );

  const code = useAttempt(
    (otp: string) => check(id, otp, tell),
    (answer) => {
      checked(answer, tell);
      if (!answer.ok && isFinal(answer.problem)) void feed.current?.look();
    },
  );
  const resend = useAttempt(
    () => api.resend(id),
    (answer) => {
      if (!answer.ok) return;
      onResent(answer.value);
      tell({ type: 'resent', renewed: answer.value, at: serverClock.now() });
      follow();
    },
  );
  const cancel = useAttempt(
    () => api.cancel(id),
    () => void feed.current?.look(),
  );
  const collect = useAttempt(
    () => collectSession(id),
    (answer) => collected(answer, tell),
  );
  const isLetIn = mayCollect(waiting);
  useEffect(() => {
    if (isLetIn) collect.run();
  }, [isLetIn]);
  return { waiting, tell, code, resend, cancel, collect };
}

/** A page comes back from sleep, from the browser's memory, or on another network: what it had open may be dead. */
function followSight(look: () => void): () => void {
  const over = new AbortController();
  const { signal } = over;
  document.addEventListener('visibilitychange', look, { signal });
  addEventListener('pageshow', ({ persisted }) => persisted && look(), { signal });
  addEventListener('online', look, { signal });
  return () => over.abort();
}

function feedOf(id: string, tell: (event: WaitingEvent) => void): StatusFeed {
  return new StatusFeed({
    open: () => new EventSource(`/api/verifications/${encodeURIComponent(id)}/events`),
    look: () => api.verification(id),
    now: () => serverClock.now(),
    onStatus: (verification) => tell({ type: 'status', verification, at: serverClock.now() }),
    onConnection: (connection) => tell({ type: 'connection', connection }),
    onGone: () => tell({ type: 'gone' }),
  });
}

function check(id: string, otp: string, tell: (event: WaitingEvent) => void): Promise<Answer<Session>> {
  tell({ type: 'checking' });
  return keeper.signIn(() => api.verifyCode(id, otp, keyOf(id, deviceShelf)));
}

function checked(answer: Answer<Session>, tell: (event: WaitingEvent) => void): void {
  if (!answer.ok) return tell({ type: 'refused', problem: answer.problem });
  tell({ type: 'signed_in', session: answer.value });
}

/** If nothing is left to collect, another tab of this browser may have come in: its session is this one's, too. */
async function collectSession(id: string): Promise<Answer<Session>> {
  const answer = await keeper.signIn(() => api.collect(id, keyOf(id, deviceShelf)));
  if (answer.ok || answer.problem.code !== 'already_used') return answer;
  const renewed = await keeper.renew();
  return renewed.ok || !isFinal(renewed.problem) ? renewed : answer;
}

/** A sign-in by the code or the link on another device leaves nothing to collect. */
function collected(answer: Answer<Session>, tell: (event: WaitingEvent) => void): void {
  if (answer.ok) tell({ type: 'signed_in', session: answer.value });
  else if (answer.problem.code === 'already_used') tell({ type: 'elsewhere' });
  else if (answer.problem.code === 'account_disabled') tell({ type: 'refused', problem: answer.problem });
}

/** What is done is forgotten: a later visit starts at the front door. Other states may still be mended here. */
function forgetWhenDone({ verification, gone, session, elsewhere, shut }: Waiting, id: string): void {
  const isDone = session !== null || elsewhere || shut;
  if (gone || isDone || verification?.status === 'cancelled') forgetPending(deviceShelf, id);
  if (isDone) forgetDraft(tabShelf);
}
