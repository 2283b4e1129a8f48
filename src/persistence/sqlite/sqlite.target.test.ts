import { chownSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Child } from '../../../test/harness/sqlite.child';
import { aTemporaryFolder, makeEmptyFile } from '../../../test/harness/sqlite.store';
import { backUp, examine, restore } from './sqlite.backup';
import { SqliteDatabase } from './sqlite.database';
import { openConnection, pragma } from './sqlite.driver';
import { migrations } from './sqlite.migrations';

const NOBODY = 65_534;
/** Whose the product's files are: another user's where we are root, and may give them away. */
const [UID, GID] = process.geteuid?.() === 0 ? [NOBODY, NOBODY - 1] : [process.getuid!(), process.getgid!()];

let folder: ReturnType<typeof aTemporaryFolder>;
let store: string;

const inFolder = (name: string): string => join(folder.path, name);

beforeEach(() => {
  folder = aTemporaryFolder();
  store = inFolder('store.sqlite');
});

afterEach(() => folder.remove());

describe('a copy that was not finished', () => {
  const unfinished = 'it is a copy that was not finished: finish it by the same npm run data -- copy, or delete it';

  beforeEach(() => SqliteDatabase.openTarget(store).close());

  const saidBy = (work: () => unknown): Promise<string> =>
    Promise.resolve()
      .then(work)
      .then(String, (error: Error) => error.message);

  it.each([
    ['a start', () => SqliteDatabase.open(store)],
    ['a reader', () => SqliteDatabase.openToRead(store)],
    ['a check', () => examine(store)],
    ['a backup', () => backUp(store, inFolder('new.sqlite'))],
    ['a restore', () => restore(inFolder('other.sqlite'), store)],
  ])('is refused by %s, and stays one', async (_, work) => {
    expect(await saidBy(work)).toContain(unfinished);
    expect(await saidBy(() => examine(store))).toContain(unfinished);
  });

  it('is one of a newer version to versions that do not know of copies', () => {
    const connection = openConnection(store, 0, true);
    expect(pragma(connection, 'user_version')).toBeGreaterThan(migrations.length);
    connection.close();
  });

  it('goes on as it was left, and is a store like any other once it is finished', async () => {
    const child = Child.run(`
      const database = SqliteDatabase.openTarget(${JSON.stringify(store)});
      await database.write(() => addOne(database).run({ key: 'a' }));
      process.kill(process.pid, 'SIGKILL');
    `);
    await child.end();
    expect(() => SqliteDatabase.open(store)).toThrow(unfinished);
    const target = SqliteDatabase.openTarget(store);
    expect(target.query('SELECT key FROM limits').all({})).toMatchObject([{ key: 'a' }]);
    await target.finish();
    await target.close();
    await SqliteDatabase.open(store).close();
    expect(() => SqliteDatabase.openTarget(store)).toThrow('already exists');
  });

  it('belongs to the owner of its folder', async () => {
    mkdirSync(inFolder('data'));
    chownSync(inFolder('data'), UID, GID);
    await SqliteDatabase.openTarget(inFolder('data/store.sqlite')).close();
    const { uid, gid, mode } = statSync(inFolder('data/store.sqlite'));
    expect([uid, gid, mode & 0o777]).toEqual([UID, GID, 0o600]);
  });

  it('that another version began is not filled further', () => {
    const connection = openConnection(store, 0);
    connection.exec('PRAGMA user_version = 1000001');
    connection.close();
    expect(() => SqliteDatabase.openTarget(store)).toThrow('another version of Telega2Go began this copy');
  });

  it('takes the place of nothing but an empty file', async () => {
    writeFileSync(inFolder('empty'), '');
    writeFileSync(inFolder('letter'), 'Dear diary');
    await SqliteDatabase.openTarget(inFolder('empty')).close();
    makeEmptyFile(inFolder('another'));
    for (const path of ['letter', 'another', '.'].map(inFolder))
      expect(() => SqliteDatabase.openTarget(path)).toThrow(`${path} already exists: a copy goes into a new file only`);
    expect(readFileSync(inFolder('letter'), 'utf8')).toBe('Dear diary');
  });
});
