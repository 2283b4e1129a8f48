import { join } from 'node:path';
import { openConnection } from '../../src/persistence/sqlite/sqlite.driver';
import { migrations } from '../../src/persistence/sqlite/sqlite.migrations';
import { App } from '../harness/app';
import {
  expectToGoOn,
  isKeeping,
  keepFile,
  KEPT_SETTINGS,
  keptStores,
  layFile,
  leave,
  type KeptFile,
} from '../harness/kept.store';
import { aTemporaryFolder } from '../harness/sqlite.store';
import { Telegram } from '../harness/telegram';
import { time } from '../harness/time';

/** Each landed together with one after it, so no program has left a store of it. */
const NEVER_LEFT = [2, 25, 26];

const kept = keptStores<KeptFile>('sqlite');
let telegram: Telegram;
let folder: ReturnType<typeof aTemporaryFolder>;
let path: string;

beforeEach(async () => {
  telegram = await Telegram.start();
  folder = aTemporaryFolder();
  path = join(folder.path, 'kept.sqlite');
});

afterEach(async () => {
  time.setBetweenRuns(0);
  await telegram.stop();
  folder.remove();
});

const start = () => App.start({ ...telegram.settings, ...KEPT_SETTINGS, DATABASE_URL: `sqlite:${path}` });

it('of every version of the schema a store is kept (node scripts/keep-stores.mjs keeps one of the newest)', () => {
  const landed = migrations.map((_, index) => index + 1);
  expect(kept.map(({ version }) => version)).toEqual(landed.filter((version) => !NEVER_LEFT.includes(version)));
});

if (isKeeping)
  it('one of this version is kept', async () => {
    keepFile(path, await leave(telegram, `sqlite:${path}`));
  });

it.each(kept.map((store) => [store.version, store] as const))(
  'people of the store that version %i left go on where they were',
  async (_, store) => {
    layFile(path, store);
    time.setBetweenRuns(Date.parse(store.takenAt) - Date.now());
    await expectToGoOn(await start(), telegram, store.known);
  },
);

it('a file of the next version is refused in one line, and is left as it is', async () => {
  const next = migrations.length + 1;
  layFile(path, { ...kept.at(-1)!, version: next });
  await expect(start()).rejects.toThrow(
    `cannot use the SQLite file ${path}: the file was written by a newer version of Telega2Go`,
  );
  const connection = openConnection(path, 0);
  expect(connection.prepare('PRAGMA user_version').get()).toEqual({ user_version: next });
  connection.close();
});
