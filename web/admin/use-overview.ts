import { useEffect, useState } from 'preact/hooks';
import type { Answer } from '../src/api/problem';
import { serverClock } from '../src/clock';
import { operator, type AuditEntry, type Circuit, type Delivery, type Series, type Stats } from './operator.client';
import { Watch } from './watch';

const MOST_FAILURES = 10;
const MOST_ENTRIES = 10;

/** What is known; each part from the last look that brought it. */
export type Overview = Readonly<{
  stats?: Stats;
  series?: Series;
  circuits?: readonly Circuit[];
  failures?: readonly Delivery[];
  audit?: readonly AuditEntry[];
  /** When the server last told everything. */
  seenAt?: Date;
  /** Whether it did so when it was asked last. */
  isLive: boolean;
}>;

/** Kept up to date while somebody looks. */
export function useOverview(): Overview {
  const [overview, setOverview] = useState<Overview>({ isLive: true });
  useEffect(() => {
    const look = async () => {
      const seen = await lookAtAll();
      setOverview((before) => ({ ...before, ...seen }));
    };
    const watch = new Watch({ look, now: () => performance.now(), after });
    const follow = () => (document.hidden ? watch.stop() : watch.start());
    follow();
    document.addEventListener('visibilitychange', follow);
    return () => {
      document.removeEventListener('visibilitychange', follow);
      watch.stop();
    };
  }, []);
  return overview;
}

async function lookAtAll(): Promise<Overview> {
  const [circuits, stats, series, failures, audit] = await Promise.all([
    operator.circuits(),
    operator.stats(),
    operator.series(serverClock.now()),
    operator.deliveries({ status: 'failed', limit: MOST_FAILURES }),
    operator.audit(MOST_ENTRIES),
  ]);
  const isLive = [circuits, stats, series, failures, audit].every(({ ok }) => ok);
  return {
    ...known('circuits', circuits, (told) => told.circuits),
    ...known('stats', stats, (told) => told),
    ...known('series', series, (told) => told),
    ...known('failures', failures, (told) => told.deliveries),
    ...known('audit', audit, (told) => told.entries),
    ...(isLive && { seenAt: new Date() }),
    isLive,
  };
}

/** Nothing where there was no answer, so that what was known stays. */
function known<Name extends string, Told, Part>(name: Name, answer: Answer<Told>, part: (told: Told) => Part) {
  return answer.ok ? ({ [name]: part(answer.value) } as Record<Name, Part>) : {};
}

function after(milliseconds: number, act: () => void): () => void {
  const timer = setTimeout(act, milliseconds);
  return () => clearTimeout(timer);
}
