import { migrations } from '../../src/persistence/mongo/mongo.migrations';
import { AppProcess } from '../harness/app.process';
import { expectToGoOn, KEPT_SETTINGS, keptStores, layDatabase, type KeptDatabase } from '../harness/kept.store';
import { aMongoUrl, dropTestDatabase } from '../harness/store';
import { Telegram } from '../harness/telegram';

const kept = keptStores<KeptDatabase>('mongo');

it('of every version of the database one is kept, up to the newest of them', () => {
  expect(kept.map(({ version }) => version)).toEqual(migrations.slice(0, kept.length).map((_, index) => index + 1));
});

it.each(kept.map((store) => [store.version, store] as const))(
  'who was there when version %i was left goes on where they were',
  async (_, store) => {
    const url = aMongoUrl();
    await layDatabase(url, store);
    const telegram = await Telegram.start();
    const app = await AppProcess.start({ ...telegram.settings, ...KEPT_SETTINGS, DATABASE_URL: url });
    try {
      await expectToGoOn(app, telegram, store.known);
    } finally {
      await app.close();
      await telegram.stop();
      await dropTestDatabase(url);
    }
  },
);
