import { promisify } from 'node:util';

/** Node's own, whatever a test does to timers. */
const pause = promisify(setTimeout);
/** What comes soon is seen soon; what takes its time is not hurried by looking at it. */
const FIRST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 150;
const GROWTH = 1.2;
const WAITS = Symbol.for('telega2go.waits');

type Wait = Readonly<{ toString: () => string }>;

/** What is being waited for. The test environment tells of it when the runner's limit ends a test, and empties it. */
function currentWaits(): Set<Wait> {
  const place = globalThis as { [WAITS]?: Set<Wait> };
  return (place[WAITS] ??= new Set());
}

/** What ends the waiting: neither nothing nor a no. */
type Found<T> = Exclude<NonNullable<T>, false>;

/** Waits for a condition as long as the runner lets it, and answers what it came with. */
export async function until<T>(look: () => T | Promise<T>, what: string): Promise<Found<T>> {
  const waits = currentWaits();
  // An object of its own: several may wait for the same.
  const wait = { toString: () => what };
  waits.add(wait);
  try {
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * GROWTH, LONGEST_PAUSE_MS)) {
      const found = await look();
      if (found) return found as Found<T>;
      if (!waits.has(wait)) throw new Error(`waited in vain for ${what}`);
      await pause(pauseMs);
    }
  } finally {
    waits.delete(wait);
  }
}
