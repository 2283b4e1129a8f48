import { addFieldsOfNewerVersion, foundByForgery, loseAnswerToInsert } from '../../../test/harness/mongo.adapter';
import type { MongoDatabase } from '../../persistence/mongo/mongo.database';
import { aMongoDatabase, openOnMongo } from '../../../test/harness/mongo.store';
import { aRegisteredApp, anAppSecret } from '../app.fixture';
import { describeAppRepository } from './app.repository.contract';
import { MongoAppRepository } from './app.repository.mongo';

describeAppRepository('MongoDB', openOnMongo(MongoAppRepository));

describe('registered apps in a MongoDB that others use too', () => {
  const app = aRegisteredApp();
  let database: MongoDatabase;
  let close: () => Promise<void>;
  let repository: MongoAppRepository;

  beforeEach(async () => {
    ({ database, close } = await aMongoDatabase());
    repository = new MongoAppRepository(database);
  });

  afterEach(() => close());

  it('are stored although the answer to the insert is lost, and read without what a newer version added', async () => {
    loseAnswerToInsert(database.collections.apps);
    expect(await repository.insert(app)).toBe(true);
    await addFieldsOfNewerVersion(database);
    expect(await repository.find(app.id)).toEqual(app);
  });

  it('are not found or changed by a query operator in place of an id', async () => {
    await repository.insert(app);
    expect(await foundByForgery((forged) => repository.find(forged))).toEqual([]);
    expect(await foundByForgery((forged) => repository.change(forged, { name: 'A thief' }))).toEqual([]);
    expect(await foundByForgery((forged) => repository.disable(forged, new Date()))).toEqual([]);
    expect(await foundByForgery((forged) => repository.addSecret(forged, 'secrets', anAppSecret()))).toEqual([]);
    const removed = (forged: never) => repository.removeSecret(app.id, 'apiKeys', forged).then((is) => is || undefined);
    expect(await foundByForgery(removed)).toEqual([]);
    expect(await repository.find(app.id)).toEqual(app);
  });
});
