import { setImmediate as turn } from 'node:timers/promises';
import { idsSince } from './ids';

/** Rows per read: SQLite is synchronous, so no other request is served until it has answered. */
export const PAGE = 100;
/** How long all loops together may go on before others get a turn. */
const MOST_MS = 3;

let workingSince: number | undefined;

/** For loops whose steps wait for nothing: yields once they have kept the event loop busy for a few milliseconds. */
export async function giveWay(): Promise<void> {
  workingSince ??= beginTurn();
  if (performance.now() - workingSince > MOST_MS) await turn();
}

function beginTurn(): number {
  setImmediate(() => (workingSince = undefined));
  return performance.now();
}

/** All that `read` finds, page by page; `read` gets the last row of the page before, if any. */
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

/** Splits the rows found, one more than `limit` if there is a next page, into the page and the next page's cursor. */
export function pageOf<T>(found: readonly T[], limit: number, cursorOf: (last: T) => string): Page<T> {
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return { page, next: last !== undefined && found.length > limit ? cursorOf(last) : null };
}

type Page<T> = Readonly<{ page: T[]; next: string | null }>;

/** Which rows to read, by ids ordered by time, newest first by default: `limit` of them, following the row `before`. */
export type Reading = Readonly<{ before?: string; limit: number; isOldestFirst?: boolean }>;

/** Sorts after every possible id. */
const END = '~';

/** The bounds, both exclusive, of the ids in a period that are still to be read. */
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
