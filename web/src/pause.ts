import type { Problem } from './api/problem';
import { isMendedByTime } from './notice';

/** How long to wait before asking again, and whether we do so automatically. */
export type Pause = Readonly<{ seconds: number; retriesItself: boolean }>;

/** The wait that a problem asks for. A busy server is asked once more automatically, after that by the person. */
export function pauseAfter(problem: Problem, tries: number): Pause | null {
  if (problem.code === 'rate_limited') return { seconds: problem.retryAfterSeconds ?? 10, retriesItself: false };
  if (!isMendedByTime(problem.code)) return null;
  return { seconds: Math.max(1, problem.retryAfterSeconds ?? 5), retriesItself: tries < 2 };
}
