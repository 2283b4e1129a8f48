import { setImmediate as nextTurn } from 'node:timers/promises';
import { idsSince, type Stretch } from '../ids';
import type { Period } from './period.fields';

/** Read at once: a few milliseconds, in which nobody else is served. */
const AT_ONCE = 500;

/** Everything that began in a period, oldest first; between two stretches others are served. */
export async function* inStretches<Kept extends Readonly<{ id: string }>>(
  history: Readonly<{ read(stretch: Stretch): Promise<Kept[]> }>,
  { from, to }: Period,
): AsyncGenerator<Kept> {
  const end = idsSince(to);
  for (let after = idsSince(from); ;) {
    const read = await history.read({ after, end, limit: AT_ONCE });
    yield* read;
    if (read.length < AT_ONCE) return;
    after = read.at(-1)!.id;
    await nextTurn();
  }
}
