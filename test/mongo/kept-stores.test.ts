import { migrations } from '../../src/persistence/mongo/mongo.migrations';
import { App } from '../harness/app';
import {
  expectToGoOn,
  isKeeping,
  keepDatabase,
  KEPT_SETTINGS,
  keptStores,
  layDatabase,
  leave,
  type KeptDatabase,
} from '../harness/kept.store';
import { aMongoUrl, dropTestDatabase } from '../harness/store';
import { Telegram } from '../harness/telegram';

const kept = keptStores<KeptDatabase>('mongo');

it('of every version of the database one is kept (node scripts/keep-stores.mjs keeps one of the newest)', () => {
  expect(kept.map(({ version }) => version)).toEqual(migrations.map((_, index) => index + 1));
});

if (isKeeping)
  it('one of this version is kept', async () => {
    const url = aMongoUrl();
    const telegram = await Telegram.start();
    await keepDatabase(url, await leave(telegram, url));
    await telegram.stop();
    await dropTestDatabase(url);
  });

it.each(kept.map((store) => [store.version, store] as const))(
  'people of the store that version %i left go on where they were',
  async (_, store) => {
    const url = aMongoUrl();
    await layDatabase(url, store);
    const telegram = await Telegram.start();
    try {
      const app = await App.start({ ...telegram.settings, ...KEPT_SETTINGS, DATABASE_URL: url });
      await expectToGoOn(app, telegram, store.known);
    } finally {
      await telegram.stop();
      await dropTestDatabase(url);
    }
  },
);
