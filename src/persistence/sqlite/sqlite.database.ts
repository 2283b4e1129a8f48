import { closeSync, openSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { clock } from '../../clock';
import { AppError } from '../../errors';
import { makeFolder } from '../../folders';
import { Database, DatabaseRefused } from '../database';
import { createFile, ownershipAt } from '../file.ownership';
import { GroupCommit } from '../group-commit';
import type { Lives } from '../lives';
import { assertWhole } from './sqlite.check';
import { Control } from './sqlite.control';
import { copyTo, openConnection, pragma, primaryCodeOf, SQLITE_BUSY, type SqliteConnection } from './sqlite.driver';
import { migrations } from './sqlite.migrations';
import { endRestored } from './sqlite.restored';
import { goOnFrom, newestTime } from './sqlite.time';
import type { Row, SqlValue } from '../table';
import { assertOurs, beginCopy, bringUpToDate, finishCopy, takesCopy } from './sqlite.upgrade';

/** SQL that is prepared once and run often. Run it on its own to read, or inside `SqliteDatabase.write` to change. */
export type Statement<Args, Result = Row> = Readonly<{
  all(args: Args): Result[];
  first(args: Args): Result | undefined;
  /** For a query that always has a result, such as a count. */
  only(args: Args): Result;
  /** The number of rows changed. */
  run(args: Args): number;
}>;

const BUSY_TIMEOUT_MS = 5_000;
const RETRY_AFTER_SECONDS = 5;
const LOOK_EVERY_MS = 1_000;
const SQLITE_CONSTRAINT = 19;

/** One SQLite file, ours alone while we run: WAL, `synchronous=FULL`, writes in group commits. */
export class SqliteDatabase extends Database {
  readonly store = 'sqlite';
  private readonly commits: GroupCommit;
  private control?: Control;
  private isClosed = false;

  private constructor(
    private readonly connection: SqliteConnection,
    private readonly place: FilePlace,
    readonly newestAtStart?: Date,
  ) {
    super();
    this.commits = new GroupCommit({
      begin: () => connection.exec('BEGIN IMMEDIATE'),
      commit: () => connection.exec('COMMIT'),
      rollback: () => rollBack(connection),
      // After some errors SQLite has already rolled back by itself.
      isOfStatement: (error) => connection.isTransaction && (isConstraint(error) || primaryCodeOf(error) === undefined),
    });
  }

  /** @throws DatabaseRefused if the file is in use by another process, damaged, or newer than this program */
  static open(path: string, lives: Lives = {}): SqliteDatabase {
    let connection: SqliteConnection | undefined;
    try {
      makeFolder(dirname(path));
      // It holds names and e-mails: for its owner only, and the files that SQLite puts beside it inherit the mode.
      closeSync(openSync(path, 'a', 0o600));
      connection = openConnection(path, BUSY_TIMEOUT_MS);
      prepareConnection(connection, path);
      bringUpToDate(connection);
      endRestored(connection);
      const newest = newestTime(connection);
      goOnFrom(newest, connection, lives);
      return new SqliteDatabase(connection, new FilePlace(path), newest);
    } catch (error) {
      if (connection) letGo(connection);
      throw refusal(path, error);
    }
  }

  /**
   * For reading while no other process has the file: changes nothing, not even the schema version, and locks others out.
   * @throws DatabaseRefused if the file is missing, in use by another process, damaged, empty, or of another version
   */
  static openToRead(path: string): SqliteDatabase {
    let connection: SqliteConnection | undefined;
    try {
      connection = openConnection(path, 0, true);
      connection.exec('PRAGMA query_only = ON; BEGIN');
      assertCurrent(assertOurs(connection));
      return new SqliteDatabase(connection, new FilePlace(path));
    } catch (error) {
      connection?.close();
      throw refusal(path, error);
    }
  }

  /**
   * For a copy of another store: a new file, or one that an earlier copy did not finish. Until `finish`, no start takes it.
   * @throws DatabaseRefused if something is there already
   */
  static openTarget(path: string): SqliteDatabase {
    const connection = openForCopy(path);
    try {
      prepareConnection(connection, path);
      beginCopy(connection);
      return new SqliteDatabase(connection, new FilePlace(path));
    } catch (error) {
      letGo(connection);
      throw refusal(path, error);
    }
  }

  /**
   * Prepares `sql` once; each run puts `args.x` where it says `:x`. SQLite itself refuses an unknown column.
   * @throws TypeError for a run whose arguments lack a name that `sql` uses: bound, it would be taken for NULL
   */
  query<Args extends object = Row, Result = Row>(sql: string): Statement<Args, Result> {
    const names: string[] = [];
    // With a parameter alone for its LIMIT, SQLite would compile the statement again for each run.
    const statement = this.connection.prepare(
      sql.replace(/(LIMIT )?:([a-zA-Z]\w*)/g, (_, limit: string | undefined, name: string) => {
        names.push(name);
        return limit ? 'LIMIT +?' : '?';
      }),
    );
    const valueOf = (args: Args, name: string): SqlValue => {
      const value = (args as Partial<Row>)[name];
      if (value === undefined) throw new TypeError(`:${name} has no value`);
      return value;
    };
    const bind = (args: Args) => names.map((name) => valueOf(args, name));
    return {
      all: (args) => this.guard(() => statement.all(...bind(args)) as Result[]),
      first: (args) => this.guard(() => statement.get(...bind(args)) as Result | undefined),
      only: (args) => this.guard(() => statement.get(...bind(args)) as Result),
      run: (args) => this.guard(() => Number(statement.run(...bind(args)).changes)),
    };
  }

  /** Resolves once the changes are on the disk, or will be with `together`. @throws AppError `storage_unavailable` */
  write<T>(work: () => T): Promise<T> {
    return this.told(() => this.commits.write(work));
  }

  /** Like `write`, but even in `together` it resolves only once it is on the disk, and comes after the other writes. */
  writeLast<T>(work: () => T): Promise<T> {
    return this.told(() => this.commits.writeLast(work));
  }

  override together<T>(steps: () => Promise<T>): Promise<T> {
    return this.told(() => this.commits.together(steps));
  }

  override written(): Promise<void> | undefined {
    return this.commits.isOpen ? this.told(() => this.commits.committed()) : undefined;
  }

  async probe(): Promise<void> {
    await this.write(() => this.connection.exec(`INSERT OR REPLACE INTO probe VALUES (1, ${clock.now().getTime()})`));
  }

  /** Makes a target a store like any other. */
  finish(): Promise<void> {
    return this.write(() => finishCopy(this.connection));
  }

  /** From now on, a process of our own user on this machine may ask for a copy (sqlite.backup.ts). */
  takeCalls(): this {
    this.control = Control.open(this.place.path, async (target) => {
      closeSync(openSync(target, 'wx', 0o600));
      await copyTo(target, this.connection).catch((error: unknown) => {
        rmSync(target, { force: true });
        throw error;
      });
    });
    return this;
  }

  async close(): Promise<void> {
    this.control?.close();
    this.commits.flush();
    this.isClosed = true;
    release(this.connection);
  }

  private async told<T>(commit: () => Promise<T>): Promise<T> {
    if (this.isClosed) throw unavailable(new Error('the store is closed'));
    this.place.assertKept(performance.now());
    try {
      return await commit();
    } catch (error) {
      throw primaryCodeOf(error) === undefined || isConstraint(error) ? error : unavailable(error);
    }
  }

  /** Errors inside a group commit reach `GroupCommit` unchanged: it must see SQLite's own code. */
  private guard<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw this.connection.isTransaction || isConstraint(error) ? error : unavailable(error);
    }
  }
}

/**
 * A file that was removed or replaced still takes writes, but no start would find them again. So its place is checked,
 * once a second at most.
 */
class FilePlace {
  private readonly id: string;
  private lookedAt = -Infinity;

  constructor(readonly path: string) {
    this.id = this.read();
  }

  /** @throws AppError `storage_unavailable` */
  assertKept(now: number): void {
    if (now - this.lookedAt < LOOK_EVERY_MS) return;
    if (this.read() !== this.id) throw unavailable(new Error(`the file ${this.path} was removed or replaced`));
    this.lookedAt = now;
  }

  private read(): string {
    const stats = statSync(this.path, { throwIfNoEntry: false });
    return stats ? `${stats.dev}:${stats.ino}` : 'gone';
  }
}

/** A row with this key already exists. */
const isConstraint = (error: unknown): boolean => primaryCodeOf(error) === SQLITE_CONSTRAINT;

/** Prepared statements outlive the connection until they are garbage-collected, and would keep the lock until then. */
function release(connection: SqliteConnection): void {
  try {
    // A connection that was opened to read leaves the file as it is.
    if (pragma(connection, 'query_only') === 1) return;
    connection.exec('PRAGMA journal_mode = DELETE; PRAGMA locking_mode = NORMAL; SELECT count(*) FROM sqlite_schema;');
  } finally {
    connection.close();
  }
}

/** Releases the file after a refused start, as far as possible. */
function letGo(connection: SqliteConnection): void {
  try {
    // A failed migration left its transaction open; and a lock that was denied is not waited for again.
    rollBack(connection);
    connection.exec('PRAGMA busy_timeout = 0');
    release(connection);
  } catch {
    // The file was not ours, or cannot be read: the start is refused for that reason.
  }
}

/** What cannot be rolled back was never committed: the next start finds the file as it was. */
function rollBack(connection: SqliteConnection): void {
  try {
    if (connection.isTransaction) connection.exec('ROLLBACK');
  } catch {
    // The connection is closed, or gone with its disk: the callers that waited for the write have been told.
  }
}

/** The last acknowledged write must survive a power cut, so settings are read back rather than trusted. */
function prepareConnection(connection: SqliteConnection, path: string): void {
  connection.exec('PRAGMA locking_mode = EXCLUSIVE;');
  // A clean close leaves no log beside the file: see `release`.
  const wasClosed = pragma(connection, 'journal_mode') !== 'wal';
  connection.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
  // Erased data is overwritten, instead of staying in the file until something else needs the space.
  connection.exec('PRAGMA secure_delete = ON;');
  connection.exec('BEGIN EXCLUSIVE; COMMIT;');
  const wrong = Object.entries({ locking_mode: 'exclusive', journal_mode: 'wal', synchronous: 2 }).find(
    ([name, value]) => pragma(connection, name) !== value,
  );
  if (wrong) throw new DatabaseRefused(`SQLite did not take the setting ${wrong[0]} = ${wrong[1]}`);
  assertWhole(connection, path, wasClosed);
}

/** @throws DatabaseRefused for the version of a file that a start would have to bring up to date first */
function assertCurrent(version: number): void {
  if (version === 0) throw new DatabaseRefused('the file is empty');
  if (version < migrations.length)
    throw new DatabaseRefused('the file was written by an earlier version of Telega2Go: a start brings it up to date');
}

/** @throws DatabaseRefused if something else than an unfinished copy is there; nothing in it is changed */
function openForCopy(path: string): SqliteConnection {
  const taken = new DatabaseRefused(`${path} already exists: a copy goes into a new file only`);
  const there = statSync(path, { throwIfNoEntry: false });
  if (!there) createFile(path, ownershipAt(path));
  else if (!there.isFile()) throw taken;
  const connection = openConnection(path, BUSY_TIMEOUT_MS);
  try {
    connection.exec('PRAGMA locking_mode = EXCLUSIVE');
    if (!takesCopy(connection)) throw taken;
    return connection;
  } catch (error) {
    connection.close();
    throw primaryCodeOf(error) === SQLITE_BUSY ? refusal(path, error) : taken;
  }
}

function refusal(path: string, error: unknown): DatabaseRefused {
  const why = primaryCodeOf(error) === SQLITE_BUSY ? 'another process is using the file' : (error as Error).message;
  return new DatabaseRefused(`cannot use the SQLite file ${path}: ${why}`, error);
}

function unavailable(cause: unknown): AppError {
  return new AppError('storage_unavailable', { retryAfterSeconds: RETRY_AFTER_SECONDS, cause });
}
