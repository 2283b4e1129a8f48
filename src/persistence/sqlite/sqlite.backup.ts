import { existsSync, linkSync, openSync, closeSync, readSync, renameSync, rmSync, statSync } from 'node:fs';
import { clock } from '../../clock';
import { DatabaseRefused } from '../database';
import { creating, reading, thisUser } from '../file.fault';
import { assertFolderOf, createFile, ownershipAt, ownershipOfBackup } from '../file.ownership';
import { askForCopy } from './sqlite.control';
import { copyTo, openConnection, pragma, primaryCodeOf, SQLITE_BUSY, type SqliteConnection } from './sqlite.driver';
import { mark, markOf } from './sqlite.restored';
import { newestTime } from './sqlite.time';
import { assertOurs, tablesAt } from './sqlite.upgrade';

/** What an intact file holds. */
export type Holding = Readonly<{ version: number; accounts: number; newest?: Date; takenAt?: Date }>;

const HEADER_BYTES = 100;
const MAGIC = 'SQLite format 3\0';
const JOURNALS = ['-wal', '-shm', '-journal'];
const SQLITE_READONLY = 8;
const SQLITE_IOERR = 10;
const SQLITE_FULL = 13;
const SQLITE_CANTOPEN = 14;
const SQLITE_NOTADB = 26;

/**
 * Copies the store into a new file, through the process that has it open, or directly if none does. The file gets its
 * name only once it is complete and has been read back.
 * @throws Error with a sentence that says why not
 */
export async function backUp(store: string, file: string): Promise<Holding> {
  const partial = `${file}.partial`;
  assertStore(store);
  creating(() => assertNew(file));
  assertFolderOf(file);
  assertOther(partial, store);
  return withUnfinished(partial, async () => {
    if (!(await askForCopy(store, partial))) {
      creating(() => createFile(partial, ownershipOfBackup(store)));
      await copy(store, partial);
    }
    sealAsCopy(partial);
    const holding = examine(partial);
    renameSync(partial, file);
    return holding;
  });
}

/**
 * Puts an intact backup in the store's place, and keeps the previous store. Nothing is moved before all else is done.
 * @returns what was restored, and where the previous store is now
 * @throws Error with a sentence that says why not
 */
export async function restore(store: string, file: string): Promise<Holding & Readonly<{ kept?: string }>> {
  const next = `${store}.restoring`;
  const holding = examine(file);
  assertOther(file, store);
  assertOther(file, next);
  const ownership = ownershipAt(store);
  return withUnfinished(next, async () => {
    creating(() => createFile(next, ownership));
    assertFree(store);
    await copy(file, next);
    sealAsCopy(next);
    const kept = existsSync(store) ? `${store}.before-${clock.now().getTime()}` : undefined;
    if (kept) keepAs(kept, store);
    else removeAll(store);
    renameSync(next, store);
    return { ...holding, kept };
  });
}

/** Removes the file before the work and after it, even if the process ends first: by `process.exit`. */
async function withUnfinished<T>(file: string, work: () => Promise<T>): Promise<T> {
  const remove = () => removeAll(file);
  remove();
  process.on('exit', remove);
  try {
    return await work();
  } finally {
    process.off('exit', remove);
    remove();
  }
}

function assertStore(store: string): void {
  if (!statSync(store, { throwIfNoEntry: false }))
    throw new DatabaseRefused(`there is no store ${store}: set DATABASE_URL as it is set for the product`);
}

function assertNew(file: string): void {
  const there = statSync(file, { throwIfNoEntry: false });
  if (there?.isDirectory()) throw new DatabaseRefused(`${file} is a folder: name a new file in it`);
  if (there) throw new DatabaseRefused(`${file} already exists: a backup goes into a new file only`);
}

/** Both may be names of one file. */
function assertOther(file: string, written: string): void {
  const [one, other] = [file, written].map((path) => statSync(path, { throwIfNoEntry: false }));
  if (one && other && one.dev === other.dev && one.ino === other.ino)
    throw new DatabaseRefused(`${file} is the file that would be overwritten: choose another name, or copy it first`);
}

/** Reads all of it and changes nothing. @throws DatabaseRefused saying what the file is instead, and what is lost */
export function examine(file: string): Holding {
  reading(() => assertFile(file));
  const connection = openToRead(file);
  try {
    assertNotTorn(file, connection);
    const { user_version: version, tables } = connection
      .prepare(`SELECT user_version, (SELECT count(*) FROM sqlite_schema) AS tables FROM pragma_user_version`)
      .get() as { user_version: number; tables: number };
    if (version === 0 && tables === 0)
      throw new DatabaseRefused('holds nothing: it is new, or was copied without the -wal file beside it');
    assertUsable(connection);
    const found = String(pragma(connection, 'integrity_check(1)'));
    if (found !== 'ok') throw new DatabaseRefused(`is damaged: ${found.replace(/\s+/g, ' ')}; ${lossesIn(connection)}`);
    const { accounts } = connection.prepare('SELECT count(*) AS accounts FROM users').get() as { accounts: number };
    return { version, accounts, newest: newestTime(connection), takenAt: markOf(connection) };
  } catch (error) {
    throw new DatabaseRefused(`${file} ${sentenceOf(error as Error & { errcode?: number })}`, error);
  } finally {
    connection.close();
  }
}

function openToRead(file: string): SqliteConnection {
  try {
    return openConnection(file, 0, true);
  } catch (error) {
    throw new DatabaseRefused(`${file} ${sentenceOf(error as SqliteError)}`, error);
  }
}

function assertFile(file: string): void {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (!stats) throw new DatabaseRefused(`${file}: there is no such file`);
  if (!stats.isFile()) throw new DatabaseRefused(`${file} is not a file: name the backup itself, not its folder`);
  if (stats.size === 0) throw new DatabaseRefused(`${file} is empty: 0 bytes`);
  if (headerOf(file).toString('latin1', 0, MAGIC.length) !== MAGIC)
    throw new DatabaseRefused(`${file} is not a SQLite database: another program wrote it, or its beginning is lost`);
}

function headerOf(file: string): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  const descriptor = openSync(file, 'r');
  try {
    readSync(descriptor, header, 0, HEADER_BYTES, 0);
    return header;
  } finally {
    closeSync(descriptor);
  }
}

/** The header says how long the file is. */
function assertNotTorn(file: string, connection: SqliteConnection): void {
  const header = headerOf(file);
  const pageSize = header.readUInt16BE(16) === 1 ? 65_536 : header.readUInt16BE(16);
  const told = pageSize * header.readUInt32BE(28);
  const { size } = statSync(file);
  if (size >= told) return;
  // Otherwise SQLite refuses to read anything from it.
  connection.enableDefensive?.(false);
  connection.exec('PRAGMA writable_schema = ON');
  throw new DatabaseRefused(`is torn: ${size} of ${told} bytes are there; ${lossesIn(connection)}`);
}

/** Table by table: one that can be read to its end is intact. */
function lossesIn(connection: SqliteConnection): string {
  const found = tablesAt(versionIn(connection)).map((name) => ({ name, rows: rowsIn(connection, name) }));
  const lost = found.filter(({ rows }) => rows === undefined).map(({ name }) => name);
  const there = found.filter(({ rows }) => rows !== undefined).map(({ name, rows }) => `${name} (${rows})`);
  return `lost in whole or in part: ${lost.join(', ') || 'no table, only indexes'}; readable: ${there.join(', ') || 'nothing'}`;
}

const versionIn = (connection: SqliteConnection): number => pragma(connection, 'user_version') as number;

function rowsIn(connection: SqliteConnection, table: string): number | undefined {
  try {
    let rows = 0;
    for (const row of connection.prepare(`SELECT * FROM ${table} NOT INDEXED`).iterate())
      rows += Number(row !== undefined);
    return rows;
  } catch {
    return undefined;
  }
}

function assertUsable(connection: SqliteConnection): void {
  try {
    assertOurs(connection);
  } catch (error) {
    throw error instanceof DatabaseRefused ? new DatabaseRefused(`cannot be used: ${error.message}`, error) : error;
  }
}

type SqliteError = Error & { errcode?: number };

function sentenceOf({ errcode = 0, message }: SqliteError): string {
  switch (errcode & 0xff) {
    case SQLITE_BUSY:
      return 'is in use by another process';
    case SQLITE_NOTADB:
      return 'is not a SQLite database: another program wrote it';
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
      return `cannot be opened: ${thisUser()} may not open it, or may not write to its folder, as SQLite has to; run this command as a user who may do both`;
    default:
      return errcode > 0 ? `is damaged: ${message}; all of it may be lost` : message;
  }
}

/** Into a file that is there, and empty. */
async function copy(from: string, to: string): Promise<void> {
  const connection = openToRead(from);
  try {
    assertUsable(connection);
    await copyTo(to, connection);
  } catch (error) {
    if (isOfWriting(error as SqliteError)) throw unwritten(to, error);
    throw new DatabaseRefused(`${from} ${sentenceOf(error as SqliteError)}`, error);
  } finally {
    connection.close();
  }
}

/** Makes the file self-contained, and marks it as a copy. */
function sealAsCopy(file: string): void {
  const connection = openConnection(file, 0);
  try {
    connection.exec('PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL;');
    mark(connection, newestTime(connection) ?? clock.wall());
  } catch (error) {
    throw isOfWriting(error as SqliteError) ? unwritten(file, error) : error;
  } finally {
    connection.close();
  }
}

/** What was being done when the system failed is in SQLite's extended code: 3 to 6 are writing, syncing and truncating. */
const isOfWriting = ({ errcode = 0 }: SqliteError): boolean => {
  const doing = errcode >> 8;
  return errcode === SQLITE_FULL || ((errcode & 0xff) === SQLITE_IOERR && doing >= 3 && doing <= 6);
};

const unwritten = (file: string, error: unknown): DatabaseRefused =>
  new DatabaseRefused(`${file} cannot be written: its disk is full or failing (${(error as Error).message})`, error);

/** A hard link keeps the store in its place at every moment; file systems without them get a rename. */
function keepAs(kept: string, store: string): void {
  for (const suffix of JOURNALS) if (existsSync(store + suffix)) renameSync(store + suffix, kept + suffix);
  try {
    linkSync(store, kept);
  } catch {
    renameSync(store, kept);
  }
}

/** Ensures that no process has it open and no journal is beside it, save where it cannot be read. */
function assertFree(store: string): void {
  if (!existsSync(store)) return;
  try {
    const connection = openConnection(store, 0);
    try {
      connection.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT; PRAGMA journal_mode = DELETE;');
    } finally {
      connection.close();
    }
  } catch (error) {
    if (primaryCodeOf(error) === SQLITE_BUSY)
      throw new DatabaseRefused(`${store} is in use by another process: stop it first`, error);
  }
}

function removeAll(file: string): void {
  for (const suffix of ['', ...JOURNALS]) rmSync(file + suffix, { force: true });
}
