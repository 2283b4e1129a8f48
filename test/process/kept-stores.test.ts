import { openConnection } from '../../src/persistence/sqlite/sqlite.driver';
import { migrations } from '../../src/persistence/sqlite/sqlite.migrations';
import { AppProcess } from '../harness/app.process';
import { expectToGoOn, KEPT_SETTINGS, keptStores, layFile, type KeptFile } from '../harness/kept.store';
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

it('of every version of the schema a store is kept, up to the newest of them', () => {
  const versions = kept.map(({ version }) => version);
  const landed = migrations.map((_, index) => index + 1).filter((version) => version <= versions.at(-1)!);
  expect(versions).toEqual(landed.filter((version) => !NEVER_LEFT.includes(version)));
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
