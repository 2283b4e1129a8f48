import type { DatabaseSyncInstance } from '@photostructure/sqlite';

/** The part of Node's `node:sqlite` that we use. */
export type SqliteConnection = Pick<DatabaseSyncInstance, 'exec' | 'prepare' | 'close' | 'isTransaction'> &
  // Later versions protect us from a broken schema, and so keep us from reading a damaged file.
  Partial<Pick<DatabaseSyncInstance, 'enableDefensive'>>;

type SqliteModule = {
  backup: (from: SqliteConnection, to: string, options: { rate: number }) => Promise<number>;
  DatabaseSync: new (path: string, options: { timeout: number; readOnly: boolean }) => SqliteConnection;
};

/** Node has SQLite built in from 22.5 on (22.13 without a flag); for Node 20 a package carries the same API, prebuilt. */
export function openConnection(path: string, timeout: number, readOnly = false): SqliteConnection {
  const { DatabaseSync } = sqlite();
  return new DatabaseSync(path, { timeout, readOnly });
}

/** The single value that a PRAGMA returns. */
export function pragma(connection: SqliteConnection, name: string): unknown {
  return Object.values(connection.prepare(`PRAGMA ${name}`).get() as object)[0];
}

/** Copies the store as of the end of the copy, while other work goes on: between two steps the connection is free. */
export async function copyTo(path: string, connection: SqliteConnection): Promise<void> {
  await sqlite().backup(connection, path, { rate: COPIED_AT_ONCE });
}

const COPIED_AT_ONCE = 20;

const sqlite = (): SqliteModule => builtIn() ?? (require('@photostructure/sqlite') as SqliteModule);

/** Early versions lack `backup`, or `isTransaction`, which tells whether SQLite has rolled back by itself. */
function builtIn(): SqliteModule | undefined {
  const module = process.getBuiltinModule('node:sqlite' as never) as unknown as SqliteModule | undefined;
  return module && 'backup' in module && 'isTransaction' in module.DatabaseSync.prototype ? module : undefined;
}

/** Another process has the file open: https://sqlite.org/rescode.html */
export const SQLITE_BUSY = 5;

/** The primary result code of an error, without what extends it; undefined if the error is not SQLite's. */
export function primaryCodeOf(error: unknown): number | undefined {
  const code = (error as { errcode?: number } | undefined)?.errcode;
  return code === undefined ? undefined : code & 0xff;
}
