import { setImmediate as turn } from 'node:timers/promises';

/** Rows that are read at once: SQLite answers before other requests are served. */
export const PAGE = 100;
/** So long all loops together go on before others come in between. */
const MOST_MS = 3;

let workingSince: number | undefined;

/** For loops whose steps wait for nothing: once they have kept the event loop for a few milliseconds, others are served. */
export async function giveWay(): Promise<void> {
  workingSince ??= beginTurn();
  if (performance.now() - workingSince > MOST_MS) await turn();
}

function beginTurn(): number {
  setImmediate(() => (workingSince = undefined));
  return performance.now();
}

/** All that `read` finds, page by page: it is told what came last, if anything did. */
export async function* paged<T>(
  read: (last: T | undefined, limit: number) => Promise<readonly T[]>,
): AsyncGenerator<T, void, void> {
  for (let last: T | undefined; ;) {
    const page = await read(last, PAGE);
    yield* page;
    if (page.length < PAGE) return;
    last = page.at(-1);
    await giveWay();
  }
}

/** Of one row more than was asked for, which tells whether there is a next page: the page, and where the next one goes on. */
export function pageOf<T>(found: readonly T[], limit: number, cursorOf: (last: T) => string): Page<T> {
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return { page, next: last !== undefined && found.length > limit ? cursorOf(last) : null };
}

type Page<T> = Readonly<{ page: T[]; next: string | null }>;
