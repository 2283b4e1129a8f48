import type { DatabaseSyncInstance } from '@photostructure/sqlite';

/** The part of Node's `node:sqlite` that we use. */
export type SqliteConnection = Pick<DatabaseSyncInstance, 'exec' | 'prepare' | 'close' | 'isTransaction'>;

type SqliteModule = {
  DatabaseSync: new (path: string, options: { timeout: number; readOnly: boolean }) => SqliteConnection;
};

/** Node has SQLite built in from 22.5 on (22.13 without a flag); for Node 20 a package carries the same API, prebuilt. */
export function openConnection(path: string, timeout: number, readOnly = false): SqliteConnection {
  const { DatabaseSync } = builtIn() ?? (require('@photostructure/sqlite') as SqliteModule);
  return new DatabaseSync(path, { timeout, readOnly });
}

/** The one value that a PRAGMA answers. */
export function pragma(connection: SqliteConnection, name: string): unknown {
  return Object.values(connection.prepare(`PRAGMA ${name}`).get() as object)[0];
}

/** Early versions lack `isTransaction`, which tells whether SQLite has rolled back by itself. */
function builtIn(): SqliteModule | undefined {
  const module = process.getBuiltinModule('node:sqlite' as never) as unknown as SqliteModule | undefined;
  return module && 'isTransaction' in module.DatabaseSync.prototype ? module : undefined;
}
