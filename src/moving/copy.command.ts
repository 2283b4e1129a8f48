import { parseArgs } from 'node:util';
import { ConfigError, loadDatabaseConfig } from '../config/config';
import { isInUse } from '../lease/lease.module';
import { DatabaseRefused } from '../persistence/database';
import { nameOf, openTarget, openToRead, pathOf } from '../stores/stores';
import { examine } from '../persistence/sqlite/sqlite.backup';
import { copy, CopyFailed, isEmpty, type Copied, type Progress } from './copy';
import { recordsOf } from './moving.module';

type End = 'from' | 'to';
type Settings = Parameters<typeof loadDatabaseConfig>[0];
type Tell = (progress: Progress) => void;

export const COPY_USAGE = 'npm run data -- copy --from DATABASE_URL --to DATABASE_URL';
const IN_USE =
  'the source is in use: stop all instances that work on it; after a crash, wait 15 seconds and run this command again';
const option = { type: 'string' } as const;
const options = { from: option, 'from-file': option, to: option, 'to-file': option };

/**
 * Copies a store that is not in use into a new one, of the same kind or the other. A URL with a password may be given
 * in a file, because other users can see the arguments of a command.
 * @returns what was copied, in sentences
 * @throws TypeError for missing or unknown arguments
 */
export async function copyStore(args: readonly string[], { NODE_ENV }: Settings, tell: Tell): Promise<string> {
  const values = read(args);
  const placeOf = (end: End) => {
    const [url, file] = [values[end], values[`${end}-file`]];
    if (!url && !file) throw new TypeError(`--${end} is missing`);
    return naming(end, () => loadDatabaseConfig({ DATABASE_URL: url, DATABASE_URL_FILE: file, NODE_ENV }));
  };
  const [from, to] = [await placeOf('from'), await placeOf('to')];
  if (pathOf(from) !== undefined && nameOf(from) === nameOf(to))
    throw new DatabaseRefused('source and target are the same store');
  assertNoBackup(pathOf(from));
  const source = await naming('from', () => openToRead(from));
  try {
    if (await isInUse(source)) throw new DatabaseRefused(IN_USE);
    if (await isEmpty(recordsOf(source)))
      throw new DatabaseRefused(`the source holds nothing: is ${nameOf(from)} the store that you mean?`);
    const target = await naming('to', () => openTarget(to));
    const copied = await copy(recordsOf(source), recordsOf(target.database), tell).catch(async (error: unknown) => {
      await target.database.close();
      throw error instanceof CopyFailed
        ? new DatabaseRefused(`${error.message}: delete the target, and start again`)
        : error;
    });
    await target.finish();
    return sentencesOf(copied, [nameOf(from), nameOf(to)]);
  } finally {
    await source.close();
  }
}

/** An argument beside the options is most likely an address, and may hold a password: it is not repeated. */
function read(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL') throw error;
    throw new TypeError('copy takes each address behind --from or --to', { cause: error });
  }
}

/** Faults name the option that was given, instead of the setting that holds the same. */
async function naming<T>(end: End, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const named = (fault: string) =>
      fault.replace('DATABASE_URL_FILE', `--${end}-file`).replace('DATABASE_URL', `--${end}`);
    throw new ConfigError(error.faults.map(named));
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

function sentencesOf(copied: readonly Copied[], [from, to]: readonly [string, string]): string {
  const lines = copied
    .filter(({ count }) => count > 0)
    .map(({ name, count, checksum }) => `${name}: ${count}, the same on both sides (${checksum.slice(0, 16)})`);
  const whole = `The copy of ${from} in ${to} is whole: start with its address as DATABASE_URL, and never start the source again.`;
  return [...lines, whole].join('\n');
}
