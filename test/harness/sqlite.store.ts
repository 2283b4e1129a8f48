import { accessSync, constants, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SqliteDatabase } from '../../src/persistence/sqlite/sqlite.database';
import { openConnection, type SqliteConnection } from '../../src/persistence/sqlite/sqlite.driver';
import { migrations } from '../../src/persistence/sqlite/sqlite.migrations';

const MEMORY = '/dev/shm';

type Folder = Readonly<{ path: string; remove: () => void }>;

/** A new folder that `remove` takes away with everything in it: in memory where that can be had, since each commit would wait for a disk. */
export const aTemporaryFolder = (): Folder => aFolderIn(isWritable(MEMORY) ? MEMORY : tmpdir());

/** For tests of what happens between us and the disk. */
export const aFolderOnDisk = (): Folder => aFolderIn(tmpdir());

function aFolderIn(place: string): Folder {
  const path = mkdtempSync(join(place, 'telega2go-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Of a worker's test files, which share a realm: what their migrations make. */
const MADE = Symbol.for('telega2go.empty-file');
type Made = Readonly<{ from: string; file: Buffer }>;

/** Makes an empty database at `path`: the same migrations run once a worker, for tests of any file. */
export function makeEmptyFile(path: string): void {
  const place = globalThis as { [MADE]?: Made };
  const from = migrations.join();
  if (place[MADE]?.from !== from) place[MADE] = { from, file: anEmptyFile() };
  writeFileSync(path, place[MADE].file, { mode: 0o600 });
}

function anEmptyFile(): Buffer {
  const folder = aTemporaryFolder();
  const path = join(folder.path, 'empty.sqlite');
  try {
    void SqliteDatabase.open(path).close();
    return readFileSync(path);
  } finally {
    folder.remove();
  }
}

/** An empty database in a file of its own, gone when it is closed. */
export const aSqliteDatabase = (): Opened => openedAfter(makeEmptyFile);

/** As a file that an earlier version left, brought up to date. @param sql writes what was in it */
export const aSqliteDatabaseOf = (version: number, sql: string): Opened =>
  openedAfter((path) => {
    const earlier = openConnection(path, 0);
    for (const migration of migrations.slice(0, version)) earlier.exec(migration);
    earlier.exec(`${sql}; PRAGMA user_version = ${version}`);
    earlier.close();
  });

type Opened = Readonly<{ database: SqliteDatabase; close: () => Promise<void> }>;

function openedAfter(prepare: (path: string) => void): Opened {
  const folder = aTemporaryFolder();
  const path = join(folder.path, 'test.sqlite');
  prepare(path);
  const database = SqliteDatabase.open(path);
  return {
    database,
    close: async () => {
      await database.close();
      folder.remove();
    },
  };
}

/** Opens `Adapter` on an empty database: what a contract suite asks for. */
export const openOnSqlite =
  <T>(Adapter: new (database: SqliteDatabase) => T) =>
  async (): Promise<{ repository: T; close: () => Promise<void> }> => {
    const { database, close } = aSqliteDatabase();
    return { repository: new Adapter(database), close };
  };

type Plan = Readonly<{ sql: string; steps: string }>;

/** The statements that `act` prepares, and the steps by which SQLite would run each, one a line. */
export async function plansOf(database: SqliteDatabase, act: () => unknown): Promise<Plan[]> {
  const connection = Reflect.get(database, 'connection') as SqliteConnection;
  const prepared: string[] = [];
  Reflect.set(database, 'connection', { prepare: (sql: string) => prepared.push(sql) && connection.prepare(sql) });
  await act();
  Reflect.set(database, 'connection', connection);
  return prepared.map((sql) => {
    const plan = connection.prepare(`EXPLAIN QUERY PLAN ${sql}`).all() as { detail: string }[];
    return { sql, steps: plan.map(({ detail }) => detail).join('\n') };
  });
}
