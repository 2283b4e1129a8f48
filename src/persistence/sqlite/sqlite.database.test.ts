import { existsSync, openSync, readFileSync, rmSync, statSync, writeFileSync, writeSync, closeSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import { Child } from '../../../test/harness/sqlite.child';
import { DatabaseRefused } from '../database';
import { SqliteDatabase } from './sqlite.database';
import type { SqliteConnection } from './sqlite.driver';
import { openConnection } from './sqlite.driver';
import { migrations } from './sqlite.migrations';
import { aTemporaryFolder } from '../../../test/harness/sqlite.store';

/** More rows than SQLite keeps in memory. */
const ROWS = 20_000;
const PAGE = 4096;

let folder: ReturnType<typeof aTemporaryFolder>;
let path: string;

beforeEach(() => {
  folder = aTemporaryFolder();
  path = join(folder.path, 'store.sqlite');
});

afterEach(() => folder.remove());

const connectionOf = (database: SqliteDatabase) => Reflect.get(database, 'connection') as SqliteConnection;
const pragma = (database: SqliteDatabase, name: string) =>
  Object.values(connectionOf(database).prepare(`PRAGMA ${name}`).get() as object)[0] as unknown;

const adding = (database: SqliteDatabase) =>
  database.query<{ key: string }>('INSERT INTO limits (key, used, ends_at) VALUES (:key, 1, 1)');
const counting = (database: SqliteDatabase) =>
  database.query<object, { rows: number; bytes: number }>('SELECT count(*) AS rows, max(key) AS bytes FROM limits');

/** Runs `sql` on the file without any of our settings. */
function alter(sql: string): void {
  const connection = openConnection(path, 0);
  connection.exec(sql);
  connection.close();
}

/** A file of a few megabytes, with nothing left in the WAL. */
async function fill(): Promise<void> {
  const database = SqliteDatabase.open(path);
  const add = adding(database);
  await database.write(() => {
    for (let row = 0; row < ROWS; row++) add.run({ key: String(row).padStart(200, '0') });
  });
  pragma(database, 'wal_checkpoint(TRUNCATE)');
  await database.close();
  const copy = readFileSync(path);
  rmSync(path);
  rmSync(`${path}-wal`, { force: true });
  writeFileSync(path, copy);
}

function overwrite(position: number, bytes: Buffer): void {
  const file = openSync(path, 'r+');
  writeSync(file, bytes, 0, bytes.length, position);
  closeSync(file);
}

describe('an open SQLite file', () => {
  it('is set so that an acknowledged write survives a power cut, and no other process gets in', async () => {
    const database = SqliteDatabase.open(path);
    const found = ['journal_mode', 'synchronous', 'locking_mode'].map((name) => pragma(database, name));
    await database.close();
    expect(found).toEqual(['wal', 2, 'exclusive']);
  });

  it('makes the folders that lead to it', async () => {
    await SqliteDatabase.open(join(folder.path, 'a/b/c.sqlite')).close();
    expect(statSync(join(folder.path, 'a/b/c.sqlite')).isFile()).toBe(true);
  });

  it('proves with a probe that a write would last', async () => {
    const database = SqliteDatabase.open(path);
    await database.probe();
    await database.probe();
    await database.close();
  });

  it('keeps a failing statement from spoiling the others of its turn', async () => {
    const database = SqliteDatabase.open(path);
    const add = adding(database);
    const keys = ['a', 'b', 'a', 'c'];
    const results = await Promise.allSettled(keys.map((key) => database.write(() => add.run({ key }))));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    expect(counting(database).first({})?.rows).toBe(3);
    await database.close();
  });

  it('compiles a statement once, however often its limit changes', async () => {
    // The package can tell of each compilation; what Node has built in cannot yet.
    jest.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined);
    const database = SqliteDatabase.open(path);
    const list = database.query<{ limit: number }>('SELECT key FROM limits ORDER BY ends_at LIMIT :limit');
    const compiled = jest.fn(() => 0);
    (connectionOf(database) as unknown as DatabaseSyncInstance).setAuthorizer(compiled);
    list.all({ limit: 1 });
    compiled.mockClear();
    for (const limit of [2, 3]) list.all({ limit });
    expect(compiled).not.toHaveBeenCalled();
    await database.close();
  });

  it('commits what waits when it is closed', async () => {
    const database = SqliteDatabase.open(path);
    const write = database.write(() => adding(database).run({ key: 'last' }));
    await database.close();
    expect(await write).toBe(1);
  });

  it('can be opened again in the same process once it is closed', async () => {
    const first = SqliteDatabase.open(path);
    const add = adding(first);
    await first.write(() => add.run({ key: 'a' }));
    await first.close();
    const second = SqliteDatabase.open(path);
    expect(counting(second).first({})?.rows).toBe(1);
    await second.close();
  });

  it('refuses a write after it was closed, and does not end the process', async () => {
    const child = Child.run(`
      const database = SqliteDatabase.open(${JSON.stringify(path)});
      await database.close();
      await database.write(() => 1).then(() => say('written'), (error) => say('refused ' + error.code));
    `);
    expect(await child.end()).toEqual(['refused storage_unavailable']);
    expect(child.handle.exitCode).toBe(0);
  });
});

describe('a start is refused', () => {
  const refusalOf = (): Error => {
    try {
      void SqliteDatabase.open(path).close();
    } catch (error) {
      expect(error).toBeInstanceOf(DatabaseRefused);
      return error as Error;
    }
    throw new Error('the file was taken');
  };

  it('when another process holds the file, which loses nothing by it', async () => {
    const database = SqliteDatabase.open(path);
    await database.write(() => adding(database).run({ key: 'a' }));
    const child = Child.run(`SqliteDatabase.open(${JSON.stringify(path)}); say('opened');`);
    const [line] = await child.end();
    expect(line).toMatch(/^DatabaseRefused: cannot use the SQLite file .*another process is using the file$/);
    await database.write(() => adding(database).run({ key: 'b' }));
    expect(counting(database).first({})?.rows).toBe(2);
    await database.close();
  });

  it.each([
    ['that is no database at all', () => writeFileSync(path, 'Dear diary, '.repeat(1000)), /not a database/],
    ['of a newer version', () => alter('PRAGMA user_version = 999'), /written by a newer version/],
    ['of another program', () => alter('CREATE TABLE users (id); PRAGMA user_version = 0'), /another program wrote it/],
  ])('by a file %s, in a sentence that names it', (_, spoil, sentence) => {
    spoil();
    const { message } = refusalOf();
    expect(message).toMatch(sentence);
    expect(message).toContain(path);
  });

  it('when the path is a folder', () => {
    path = folder.path;
    expect(refusalOf().message).toContain(path);
  });

  it('by a file whose head is garbage', async () => {
    await fill();
    overwrite(0, Buffer.alloc(100, 0xa5));
    expect(refusalOf().message).toContain(path);
  });

  it('by a filled file with garbage in its middle', async () => {
    await fill();
    const middle = Math.floor(statSync(path).size / PAGE / 2) * PAGE;
    overwrite(middle, Buffer.alloc(8 * PAGE, 0xa5));
    expect(refusalOf().message).toMatch(/damaged|malformed/);
  });

  it('by a schema that is not ours, and leaves the file free for repair', async () => {
    alter('CREATE TABLE limits (of_another_program)');
    expect(() => SqliteDatabase.open(path)).toThrow(DatabaseRefused);
    alter('DROP TABLE limits');
    await SqliteDatabase.open(path).close();
  });

  it('and leaves the file free for repair', () => {
    alter('PRAGMA user_version = 999');
    refusalOf();
    expect(() => alter('PRAGMA user_version = 0')).not.toThrow();
  });
});

describe('a SQLite file that is only looked at', () => {
  it('is read as the last write left it, after a kill too, and stays as it was', async () => {
    const child = Child.run(`
      const database = SqliteDatabase.open(${JSON.stringify(path)});
      await database.write(() => addOne(database).run({ key: 'a' }));
      process.kill(process.pid, 'SIGKILL');
    `);
    await child.end();
    const before = [path, `${path}-wal`].map((file) => readFileSync(file));
    const database = SqliteDatabase.openToRead(path);
    expect(counting(database).first({})?.rows).toBe(1);
    await expect(database.write(() => adding(database).run({ key: 'b' }))).rejects.toMatchObject({
      code: 'storage_unavailable',
    });
    await database.close();
    expect([path, `${path}-wal`].map((file) => readFileSync(file))).toEqual(before);
  });

  it('is not made where there is none', () => {
    expect(() => SqliteDatabase.openToRead(path)).toThrow(DatabaseRefused);
    expect(existsSync(path)).toBe(false);
  });

  it.each([
    ['', 'the file is empty'],
    [
      `${migrations.slice(0, -1).join(';')}; PRAGMA user_version = ${migrations.length - 1}`,
      'the file was written by an earlier version of Telega2Go: a start brings it up to date',
    ],
    [`PRAGMA user_version = ${migrations.length + 1}`, 'the file was written by a newer version of Telega2Go'],
    ['CREATE TABLE theirs (key TEXT)', 'another program wrote it'],
  ])('is refused for what it is, and stays so: %#', (sql, why) => {
    writeFileSync(path, '');
    alter(sql);
    const before = readFileSync(path);
    expect(() => SqliteDatabase.openToRead(path)).toThrow(why);
    expect(readFileSync(path)).toEqual(before);
  });

  it('is left to the process that has it', async () => {
    const database = SqliteDatabase.open(path);
    const child = Child.run(`SqliteDatabase.openToRead(${JSON.stringify(path)}); say('opened');`);
    expect((await child.end())[0]).toMatch(/^DatabaseRefused: .*another process is using the file$/);
    await database.close();
  });
});

it('answers storage_unavailable when the file is damaged while it is open', async () => {
  await fill();
  const database = SqliteDatabase.open(path);
  const pages = statSync(path).size / PAGE;
  overwrite(PAGE, Buffer.alloc((pages - 1) * PAGE, 0xa5));
  const scan = database.query('SELECT * FROM limits');
  expect(() => scan.all({})).toThrow(expect.objectContaining({ code: 'storage_unavailable' }));
  await expect(database.write(() => scan.all({}))).rejects.toMatchObject({ code: 'storage_unavailable' });
  await database.close();
});
