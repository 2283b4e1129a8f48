import { parseArgs } from 'node:util';
import { loadDatabaseConfig } from '../config/config';
import { isInUse } from '../lease/lease.module';
import { DatabaseRefused } from '../persistence/database';
import { openTarget, openToRead, pathOf } from '../stores/stores';
import { examine } from '../persistence/sqlite/sqlite.backup';
import { copy, CopyFailed, isEmpty, type Copied, type Progress } from './copy';
import { recordsOf } from './moving.module';

type Settings = Parameters<typeof loadDatabaseConfig>[0];
type Tell = (progress: Progress) => void;

export const COPY_USAGE = 'npm run data -- copy --from DATABASE_URL --to DATABASE_URL (or --from-file, --to-file)';
const option = { type: 'string' } as const;
const options = { from: option, 'from-file': option, to: option, 'to-file': option };

/**
 * Copies a store that is not in use into a new one, of the same kind or the other. A URL with a password may be given
 * in a file, because other users can see the arguments of a command.
 * @returns what was copied, in sentences
 * @throws TypeError for missing or unknown arguments
 */
export async function copyStore(args: readonly string[], { NODE_ENV }: Settings, tell: Tell): Promise<string> {
  const { values } = parseArgs({ args: [...args], options });
  const placeOf = (end: 'from' | 'to') => {
    const [url, file] = [values[end], values[`${end}-file`]];
    if (!url && !file) throw new TypeError(`--${end} is missing`);
    return loadDatabaseConfig({ DATABASE_URL: url, DATABASE_URL_FILE: file, NODE_ENV });
  };
  const [from, to] = [placeOf('from'), placeOf('to')];
  assertNoBackup(pathOf(from));
  const source = await openToRead(from);
  try {
    if (await isInUse(source))
      throw new DatabaseRefused('the source is in use: stop all instances; after a crash it is free within seconds');
    if (await isEmpty(recordsOf(source))) throw new DatabaseRefused('the source holds nothing');
    const target = await openTarget(to);
    const copied = await copy(recordsOf(source), recordsOf(target.database), tell).catch(async (error: unknown) => {
      await target.database.close();
      throw error instanceof CopyFailed
        ? new DatabaseRefused(`${error.message}: delete the target, and start again`)
        : error;
    });
    await target.finish();
    return sentencesOf(copied);
  } finally {
    await source.close();
  }
}

/** Refuses a backup: only a start ends what was alive in it. */
function assertNoBackup(path?: string): void {
  if (path !== undefined && examine(path).takenAt)
    throw new DatabaseRefused(`${path} is a backup: restore it, and start once, before its store is copied`);
}

/** At a terminal, one line that is updated in place; elsewhere, a line for each tenth of a kind. */
export function progressOn(stream: NodeJS.WriteStream): Tell {
  let told = '';
  return ({ doing, name, done, of }) => {
    if (of === 0) return;
    const tenths = Math.floor((10 * done) / of);
    const line = `${doing} ${name}: ${done} of ${of}`;
    if (stream.isTTY) stream.write(`\r\u001b[K${bar(tenths)} ${line}${done === of ? '\n' : ''}`);
    else if (told !== (told = `${doing} ${name} ${tenths}`)) stream.write(`${line}\n`);
  };
}

const bar = (tenths: number): string => `[${'#'.repeat(tenths)}${'.'.repeat(10 - tenths)}]`;

function sentencesOf(copied: readonly Copied[]): string {
  const lines = copied
    .filter(({ count }) => count > 0)
    .map(({ name, count, checksum }) => `${name}: ${count}, the same on both sides (${checksum.slice(0, 16)})`);
  return [...lines, 'The copy is whole: start with its DATABASE_URL, and never start the source again.'].join('\n');
}
