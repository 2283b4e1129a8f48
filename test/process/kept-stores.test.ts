import { rmSync } from 'node:fs';
import { openConnection } from '../../src/persistence/sqlite/sqlite.driver';
import { migrations } from '../../src/persistence/sqlite/sqlite.migrations';
import { AppProcess, BEFORE } from '../harness/app.process';
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
import { Telegram } from '../harness/telegram';
import { WallClock } from '../harness/wall.clock';

/** Each landed together with one after it, so no program has left a store of it. */
const NEVER_LEFT = [2, 25, 26];

const kept = keptStores<KeptFile>('sqlite');
let telegram: Telegram;
let clock: WallClock;
let app: AppProcess;

const pathOf = ({ databaseUrl }: AppProcess): string => databaseUrl.slice('sqlite:'.length);

beforeEach(async () => {
  telegram = await Telegram.start();
  clock = new WallClock();
  app = await AppProcess.prepare({ ...telegram.settings, ...KEPT_SETTINGS, ...clock.settings });
});

afterEach(async () => {
  await app.close();
  await telegram.stop();
  clock.remove();
});

it('of every version of the schema a store is kept (node scripts/keep-stores.mjs keeps one of the newest)', () => {
  const landed = migrations.map((_, index) => index + 1);
  expect(kept.map(({ version }) => version)).toEqual(landed.filter((version) => !NEVER_LEFT.includes(version)));
});

if (isKeeping)
  it('one of this version is kept', async () => {
    app.program = BEFORE;
    rmSync(pathOf(app), { force: true });
    await app.boot();
    keepFile(pathOf(app), await leave(app, telegram));
  });

it.each(kept.map((store) => [store.version, store] as const))(
  'who was there when version %i was left goes on where they were',
  async (_, store) => {
    layFile(pathOf(app), store);
    clock.set(Date.parse(store.takenAt) - Date.now());
    await app.boot();
    await expectToGoOn(app, telegram, store.known);
  },
);

it('a file of the next version is refused in one line, and is left as it is', async () => {
  const next = migrations.length + 1;
  layFile(pathOf(app), { ...kept.at(-1)!, version: next });
  expect(await app.bootAndExit()).toBe(1);
  expect(app.output.match(/^telega2go: .*$/gm)).toEqual([
    `telega2go: cannot use the SQLite file ${pathOf(app)}: the file was written by a newer version of Telega2Go`,
  ]);
  const connection = openConnection(pathOf(app), 0);
  expect(connection.prepare('PRAGMA user_version').get()).toEqual({ user_version: next });
  connection.close();
});
