import { Digest } from './digest';
import type { Kind } from './kind';
import { kinds } from './kinds';
import type { Records } from './records';

export type Copied = Readonly<{ name: string; count: number; checksum: string }>;
export type Progress = Readonly<{ doing: 'copying' | 'verifying'; name: string; done: number; of: number }>;
type Tell = (progress: Progress) => void;

/** The target cannot become a copy of the source: it has to be started anew. */
export class CopyFailed extends Error {}

/**
 * Fills `to` with what `from` holds, resuming where an earlier copy stopped, and reads both again to the end.
 * @throws CopyFailed if they differ: the source has changed, or another one was copied before
 */
export async function copy(from: Records, to: Records, tell: Tell): Promise<Copied[]> {
  for (const kind of kinds) await fill(kind, { from, to, tell });
  const copied: Copied[] = [];
  for (const kind of kinds) copied.push(await verify(kind, { from, to, tell }));
  return copied;
}

/** True if there is nothing to copy: most likely the wrong address was given. */
export async function isEmpty(records: Records): Promise<boolean> {
  for (const kind of kinds) if ((await records.count(kind)) > 0) return false;
  return true;
}

/** Records are written in the order in which they are read, so those already in the target need not be read again. */
async function fill(kind: Kind, { from, to, tell }: Readonly<{ from: Records; to: Records; tell: Tell }>) {
  const { name } = kind;
  const of = await from.count(kind);
  let done = await to.count(kind);
  tell({ doing: 'copying', name, done, of });
  for await (const records of from.read(kind, done)) {
    await to.append(kind, records);
    done += records.length;
    tell({ doing: 'copying', name, done, of });
  }
}

async function verify(kind: Kind, { from, to, tell }: Readonly<{ from: Records; to: Records; tell: Tell }>) {
  const { name } = kind;
  const of = 2 * (await from.count(kind));
  let done = 0;
  const digestOf = async (records: Records): Promise<Digest> => {
    const digest = new Digest();
    for await (const page of records.read(kind)) {
      page.forEach((record) => digest.add(record));
      tell({ doing: 'verifying', name, done: (done += page.length), of });
    }
    return digest;
  };
  const [expected, found] = [await digestOf(from), await digestOf(to)];
  const { count, checksum } = expected;
  if (found.count !== count) throw new CopyFailed(`${name}: ${count} in the source and ${found.count} in the target`);
  if (found.checksum !== checksum)
    throw new CopyFailed(`${name}: the ${count} in the target are not those of the source`);
  return { name, count, checksum };
}
