import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SqliteDatabase } from './sqlite.database';
import { openConnection } from './sqlite.driver';
import { migrations } from './sqlite.migrations';

/** A new folder that `remove` takes away with everything in it. */
export function aTemporaryFolder(): Readonly<{ path: string; remove: () => void }> {
  const path = mkdtempSync(join(tmpdir(), 'telega2go-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** An empty database in a file of its own, gone when it is closed. */
export const aSqliteDatabase = (): Opened => openedAfter(() => undefined);

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
