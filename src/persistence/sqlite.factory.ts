import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SqliteDatabase } from './sqlite.database';

/** A new folder that `remove` takes away with everything in it. */
export function aTemporaryFolder(): Readonly<{ path: string; remove: () => void }> {
  const path = mkdtempSync(join(tmpdir(), 'telega2go-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** An empty database in a file of its own, gone when it is closed. */
export function aSqliteDatabase(): Readonly<{ database: SqliteDatabase; close: () => Promise<void> }> {
  const folder = aTemporaryFolder();
  const database = SqliteDatabase.open(join(folder.path, 'test.sqlite'));
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
