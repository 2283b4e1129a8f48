import { setImmediate as turn } from 'node:timers/promises';
import { idsSince } from './ids';

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

/** Of rows whose ids are ordered by time, newest first unless told otherwise: so many, and those that come after a row. */
export type Reading = Readonly<{ before?: string; limit: number; isOldestFirst?: boolean }>;

/** After every id there can be. */
const END = '~';

/** Between which ids the rows of a time are that are still to be read; both bounds are left out. */
export function idsBetween(
  { from, to }: Readonly<{ from?: Date; to?: Date }>,
  { before: last, isOldestFirst }: Reading,
): Readonly<{ after: string; before: string }> {
  const [since, until] = [from ? idsSince(from) : '', to ? idsSince(to) : END];
  if (last === undefined) return { after: since, before: until };
  return isOldestFirst
    ? { after: last > since ? last : since, before: until }
    : { after: since, before: last < until ? last : until };
}
