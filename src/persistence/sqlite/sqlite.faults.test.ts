import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Child } from '../../../test/harness/sqlite.child';
import { SqliteDatabase } from './sqlite.database';
import type { SqliteConnection } from './sqlite.driver';
import { aFolderOnDisk } from '../../../test/harness/sqlite.store';

const MAX_FILE_BLOCKS = 4_000;
const ENOUGH = 300;

let folder: ReturnType<typeof aFolderOnDisk>;
let path: string;
let child: Child;

beforeEach(() => {
  folder = aFolderOnDisk();
  path = join(folder.path, 'store.sqlite');
});

afterEach(async () => {
  await child.kill();
  folder.remove();
});

/** Says `ok <key>` for each write that was acknowledged, and `no <code>` for each that was not. */
const writer = (keyLength: number, untilLine = 'never') => `
  const database = SqliteDatabase.open(${JSON.stringify(path)});
  const add = addOne(database);
  for (let row = 0; ; row++) {
    const key = String(row).padStart(${keyLength}, '0');
    const line = await database.write(() => add.run({ key })).then(() => 'ok ' + row, (error) => 'no ' + error.code);
    say(line);
    if (line.startsWith('no')) await new Promise((resolve) => setTimeout(resolve, 20));
    if (line === '${untilLine}') break;
  }
`;

/** The keys in the file, as numbers, after a check of the whole file. */
async function keysIn(): Promise<Set<number>> {
  const database = SqliteDatabase.open(path);
  const connection = Reflect.get(database, 'connection') as SqliteConnection;
  expect(connection.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
  const rows = connection.prepare('SELECT key FROM limits').all() as { key: string }[];
  await database.close();
  return new Set(rows.map(({ key }) => Number(key)));
}

const acknowledged = (lines: readonly string[]) =>
  lines.filter((line) => /^ok \d+$/.test(line)).map((line) => Number(line.slice(3)));

it('has after a kill everything that was acknowledged before it', async () => {
  child = Child.run(writer(10));
  await child.says((line) => line === `ok ${ENOUGH}`);
  const lines = await child.kill();
  const kept = await keysIn();
  expect(acknowledged(lines).length).toBeGreaterThan(ENOUGH);
  expect(acknowledged(lines).filter((row) => !kept.has(row))).toEqual([]);
});

const onLinux = process.platform === 'linux' ? it : it.skip;

onLinux('says storage_unavailable while the disk is full, loses nothing, and goes on when there is room', async () => {
  child = Child.run(writer(2_000), MAX_FILE_BLOCKS);
  await child.says((line) => line.startsWith('no'));
  const refusals = () => child.lines.filter((line) => line.startsWith('no'));
  await child.says(() => refusals().length >= 10);
  expect(new Set(refusals())).toEqual(new Set(['no storage_unavailable']));

  const before = acknowledged(child.lines).length;
  spawnSync('prlimit', ['--pid', String(child.handle.pid), '--fsize=unlimited:unlimited']);
  await child.says(() => acknowledged(child.lines).length > before + 10);
  const lines = await child.kill();
  const kept = await keysIn();
  expect(acknowledged(lines).filter((row) => !kept.has(row))).toEqual([]);
});
