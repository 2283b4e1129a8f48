import { useEffect, useState } from 'preact/hooks';
import type { Answer } from '../src/api/problem';
import { serverClock } from '../src/clock';
import { operator } from './operator.client';
import type { AuditEntry, Circuit, Counts, Now, Series, Stats, Webhook } from './operator.client';
import type { Range } from './ranges';
import { Watch } from './watch';

const TOGETHER_MS = 50;
const MOST_WEBHOOKS = 5;
const MOST_ENTRIES = 30;

/** What is known; each part from the last look that got it. */
export type Overview = Readonly<{
  now?: Now;
  /** When `now` was last answered, and whether the last request for it was. */
  nowAt?: Date;
  isNowLive: boolean;
  stats?: Stats;
  series?: Series;
  circuits?: readonly Circuit[];
  counts?: Counts;
  webhooks?: readonly Webhook[];
  audit?: readonly AuditEntry[];
  /** When the server last answered everything. */
  seenAt?: Date;
  /** Whether it did so at the last look. */
  isLive: boolean;
}>;

/** Kept up to date while the page is visible. */
export function useOverview(range: Range): Overview {
  const [overview, setOverview] = useState<Overview>({ isLive: true, isNowLive: true });
  useEffect(() => {
    const tell = together((seen) => setOverview((before) => ({ ...before, ...seen })));
    const watch = new Watch({ look: () => lookAtAll(range, tell), now: () => performance.now(), after });
    const follow = () => (document.hidden ? watch.stop() : watch.start());
    follow();
    document.addEventListener('visibilitychange', follow);
    return () => {
      document.removeEventListener('visibilitychange', follow);
      watch.stop();
    };
  }, [range]);
  return overview;
}

/** Shows answers that arrive at about the same time together: each rendering holds a phone up. */
function together(show: (seen: Partial<Overview>) => void): (seen: Partial<Overview>) => void {
  let waiting: Partial<Overview> | undefined;
  return (seen) => {
    if (!waiting) setTimeout(() => (show(waiting!), (waiting = undefined)), TOGETHER_MS);
    waiting = { ...waiting, ...seen };
  };
}

/** `now` waits for nothing else. */
async function lookAtAll(range: Range, tell: (seen: Partial<Overview>) => void): Promise<void> {
  const told = async <T>(asked: Promise<Answer<T>>, part: (value: T) => Partial<Overview>) => {
    const answer = await asked;
    if (answer.ok) tell(part(answer.value));
    return answer.ok;
  };
  const all = await Promise.all([
    told(operator.now(), (now) => ({ now, nowAt: new Date(), isNowLive: true })),
    told(operator.circuits(), ({ circuits }) => ({ circuits })),
    told(operator.stats(), (stats) => ({ stats })),
    told(operator.counts(), (counts) => ({ counts })),
    told(operator.series(range, serverClock.now()), (series) => ({ series })),
    told(operator.webhooks('failed', MOST_WEBHOOKS), ({ webhooks }) => ({ webhooks })),
    told(operator.audit(MOST_ENTRIES), ({ entries }) => ({ audit: entries })),
  ]);
  const isLive = all.every(Boolean);
  tell({ isLive, isNowLive: all[0], ...(isLive && { seenAt: new Date() }) });
}

function after(milliseconds: number, act: () => void): () => void {
  const timer = setTimeout(act, milliseconds);
  return () => clearTimeout(timer);
}
