import fs, { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { keptStores, layFile, type KeptFile } from '../../../test/harness/kept.store';
import { Child } from '../../../test/harness/sqlite.child';
import { aTemporaryFolder, makeEmptyFile } from '../../../test/harness/sqlite.store';
import { until } from '../../../test/harness/until';
import { creating, fileFaultOf } from '../file.fault';
import { backUp, examine, restore } from './sqlite.backup';
import { Control } from './sqlite.control';
import { SqliteDatabase } from './sqlite.database';
import { openConnection } from './sqlite.driver';

const NOBODY = 65_534;
const isRoot = process.geteuid?.() === 0;
/** Whose the product's files are: another user's where we are root, and may give them away. */
const [UID, GID] = isRoot ? [NOBODY, NOBODY - 1] : [process.getuid!(), process.getgid!()];

let folder: ReturnType<typeof aTemporaryFolder>;
let store: string;
let backup: string;

beforeEach(async () => {
  folder = aTemporaryFolder();
  store = inFolder('store.sqlite');
  backup = inFolder('backup.sqlite');
  makeEmptyFile(inFolder('source.sqlite'));
  await backUp(inFolder('source.sqlite'), backup);
});

afterEach(() => {
  jest.restoreAllMocks();
  folder.remove();
});

const inFolder = (name: string): string => join(folder.path, name);
const ownershipOf = (path: string): readonly number[] => {
  const { uid, gid, mode } = statSync(path);
  return [uid, gid, mode & 0o777];
};
const saidBy = (work: () => unknown): Promise<string> =>
  Promise.resolve()
    .then(work)
    .then(String, (error: Error) => fileFaultOf(error) ?? error.message);

/** Root may do everything: where we are root, as somebody who may not. */
async function withoutRights<T>(work: () => Promise<T>): Promise<T> {
  if (!isRoot) return work();
  process.seteuid!(NOBODY);
  try {
    return await work();
  } finally {
    process.seteuid!(0);
  }
}

function aStore(): void {
  makeEmptyFile(store);
  chownSync(store, UID, GID);
  chmodSync(store, 0o640);
}

describe('a restored store', () => {
  it('has the owner and mode of the store that it replaces, which keeps them', async () => {
    aStore();
    const { kept } = await restore(store, backup);
    expect([ownershipOf(store), ownershipOf(kept!)]).toEqual([
      [UID, GID, 0o640],
      [UID, GID, 0o640],
    ]);
  });

  it('belongs to the owner of its folder where there was none, and to that user alone', async () => {
    mkdirSync(inFolder('data'));
    chownSync(inFolder('data'), UID, GID);
    store = inFolder('data/store.sqlite');
    await restore(store, backup);
    expect(ownershipOf(store)).toEqual([UID, GID, 0o600]);
  });

  it('is refused before anything is moved where it could not be given to its user', async () => {
    aStore();
    const before = readFileSync(store);
    jest.spyOn(fs, 'fchownSync').mockImplementation(() => {
      throw Object.assign(new Error('EPERM: operation not permitted, fchown'), { code: 'EPERM' });
    });
    expect(await saidBy(() => restore(store, backup))).toContain(
      `would have to belong to user ${UID} and group ${GID} for the product to open it`,
    );
    expect(readFileSync(store)).toEqual(before);
    expect(readdirSync(folder.path).sort()).toEqual(['backup.sqlite', 'source.sqlite', 'store.sqlite']);
  });

  it('is refused where there is no folder for it, and none is made', async () => {
    store = inFolder('data/store.sqlite');
    expect(await saidBy(() => restore(store, backup))).toMatch(/^there is no folder .*\/data for .*store\.sqlite: /);
    expect(existsSync(inFolder('data'))).toBe(false);
  });

  it('is never made of itself, or of what would be overwritten', async () => {
    await restore(store, backup);
    const next = `${store}.restoring`;
    fs.copyFileSync(backup, next);
    fs.symlinkSync(store, inFolder('link'));
    for (const file of [store, inFolder('link'), next])
      expect(await saidBy(() => restore(store, file))).toBe(
        `${file} is the file that would be overwritten: choose another name, or copy it first`,
      );
    expect(readFileSync(next)).toEqual(readFileSync(backup));
  });
});

describe('a backup that is written directly', () => {
  it('belongs to the owner of the store, as if the product had written it, and to that user alone', async () => {
    aStore();
    await backUp(store, inFolder('new.sqlite'));
    expect(ownershipOf(inFolder('new.sqlite'))).toEqual([UID, GID, 0o600]);
  });

  it.each(keptStores<KeptFile>('sqlite').map((kept) => [kept.version, kept] as const))(
    'is whole and can be restored where version %i left the store',
    async (version, kept) => {
      layFile(store, kept);
      expect(await backUp(store, inFolder('old.sqlite'))).toMatchObject({ version });
      expect(await restore(store, inFolder('old.sqlite'))).toMatchObject({ version });
      await SqliteDatabase.open(store).close();
    },
  );

  it('says which file the disk has no room for, and leaves nothing', async () => {
    const filled = openConnection(inFolder('source.sqlite'), 0);
    filled.exec(`INSERT INTO limits VALUES (hex(randomblob(500000)), 1, 1)`);
    filled.close();
    const path = JSON.stringify(join(__dirname, 'sqlite.backup.ts'));
    const files = JSON.stringify([inFolder('source.sqlite'), inFolder('full.sqlite')]);
    const child = Child.run(`await require(${path}).backUp(...${files})`, 1_000);
    expect((await child.end()).join()).toMatch(/full\.sqlite\.partial cannot be written: its disk is full or failing/);
    expect(readdirSync(folder.path).sort()).toEqual(['backup.sqlite', 'source.sqlite']);
  });

  it('does not take the store for its own unfinished part', async () => {
    store = inFolder('store.partial');
    aStore();
    expect(await saidBy(() => backUp(store, inFolder('store')))).toContain('is the file that would be overwritten');
    expect(examine(store).version).toBeGreaterThan(0);
  });
});

describe('in words, and not by a code alone,', () => {
  it.each([
    ['a folder in the place of the backup', () => backUp(backup, folder.path), 'is a folder: name a new file in it'],
    ['a backup that is there', () => backUp(backup, backup), 'already exists: a backup goes into a new file only'],
    ['no store', () => backUp(inFolder('none'), inFolder('new')), 'set DATABASE_URL as it is set for the product'],
    ['no folder for the backup', () => backUp(backup, inFolder('no/new')), 'there is no folder'],
    [
      'a file in the place of a folder',
      () => backUp(backup, `${backup}/new`),
      'part of its path is a file, not a folder',
    ],
    ['a folder that is to be restored', () => restore(store, folder.path), 'is not a file: name the backup itself'],
    ['nothing that is to be restored', () => restore(store, inFolder('none')), 'there is no such file'],
  ] as const)('%s is refused', async (_, work, says) => expect(await saidBy(work)).toContain(says));

  it('a file that may not be read, and a folder that may not be written to, are refused', async () => {
    aStore();
    chmodSync(store, 0);
    chmodSync(backup, 0o444);
    chmodSync(folder.path, 0o555);
    await withoutRights(async () => {
      const user = `this user (${userInfo().username})`;
      const mayNotWrite = `${user} may not write to its folder: choose another folder, or run this command as a user who may`;
      expect(await saidBy(() => examine(store))).toContain(
        `${store}: ${user} may not open it: hand it a copy, as docs/backup.md shows`,
      );
      expect(await saidBy(() => backUp(backup, inFolder('new')))).toContain(mayNotWrite);
      expect(await saidBy(() => restore(store, backup))).toContain(mayNotWrite);
    });
    chmodSync(folder.path, 0o755);
  });

  it('a store that may not be read, of no running product, is refused', async () => {
    aStore();
    chmodSync(store, 0);
    chmodSync(folder.path, 0o777);
    await withoutRights(async () =>
      expect(await saidBy(() => backUp(store, inFolder('new')))).toBe(
        `${store} cannot be opened: this user (${userInfo().username}) may not open it, or may not write to its folder, as SQLite has to; run this command as a user who may do both`,
      ),
    );
    expect(readdirSync(folder.path).sort()).toEqual(['backup.sqlite', 'source.sqlite', 'store.sqlite']);
  });

  it('a store that a process of another user has open is refused', async () => {
    aStore();
    chmodSync(folder.path, 0o777);
    const control = Control.open(store, () => Promise.resolve());
    const socket = `${store}.socket`;
    await until(() => existsSync(socket) && ownershipOf(socket)[2] === 0o600, 'the socket to be for its owner alone');
    chmodSync(socket, 0);
    await withoutRights(async () =>
      expect(await saidBy(() => backUp(store, inFolder('new')))).toBe(
        `${store} is in use by another user's process, and this user (${userInfo().username}) may not ask it for a copy: run this command as that user`,
      ),
    );
    control.close();
  });

  it('a folder that may not be looked into is refused, to a backup as one that may not be written to', async () => {
    aStore();
    mkdirSync(inFolder('closed'), 0o000);
    chmodSync(folder.path, 0o777);
    await withoutRights(async () => {
      expect(await saidBy(() => backUp(backup, inFolder('closed/new')))).toContain('may not write to its folder');
      expect(await saidBy(() => restore(store, inFolder('closed/old')))).toContain('may not open it: hand it a copy');
      expect(await saidBy(() => backUp(inFolder('closed/store'), inFolder('new')))).toContain(
        'may not open it: run this command as a user who may',
      );
    });
  });

  it('a place where no file can be created is refused', () => {
    expect(() =>
      creating(() => {
        throw Object.assign(new Error('ENOENT'), { code: 'ENOENT', path: '/proc/x.partial' });
      }),
    ).toThrow('/proc/x.partial: the file cannot be created there (ENOENT)');
  });

  it('a store that SQLite cannot read without writing beside it is not called damaged', async () => {
    const child = Child.run(`
      const database = SqliteDatabase.open(${JSON.stringify(store)});
      await database.write(() => addOne(database).run({ key: 'a' }));
      process.kill(process.pid, 'SIGKILL');
    `);
    await child.end();
    fs.rmSync(`${store}-shm`, { force: true });
    for (const path of [store, `${store}-wal`]) chmodSync(path, 0o444);
    chmodSync(folder.path, 0o555);
    await withoutRights(async () => expect(await saidBy(() => examine(store))).not.toContain('damaged'));
    chmodSync(folder.path, 0o755);
  });
});
