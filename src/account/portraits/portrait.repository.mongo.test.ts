import { addFieldsOfNewerVersion, foundByForgery } from '../../../test/harness/mongo.adapter';
import type { MongoDatabase } from '../../persistence/mongo/mongo.database';
import { aMongoDatabase, openOnMongo } from '../../../test/harness/mongo.store';
import { describePortraitRepository } from './portrait.repository.contract';
import { MongoPortraitRepository } from './portrait.repository.mongo';

describePortraitRepository('MongoDB', openOnMongo(MongoPortraitRepository));

describe('profile pictures in a MongoDB that others use too', () => {
  const portrait = { userId: 'ann', fetchedAt: new Date(), jpeg: Buffer.from('ffd8ff', 'hex') };
  let database: MongoDatabase;
  let close: () => Promise<void>;
  let repository: MongoPortraitRepository;

  beforeEach(async () => {
    ({ database, close } = await aMongoDatabase());
    repository = new MongoPortraitRepository(database);
    await repository.keep(portrait);
  });

  afterEach(() => close());

  it('are read without what a newer version added', async () => {
    await addFieldsOfNewerVersion(database);
    expect(await repository.find('ann')).toEqual(portrait);
  });

  it('are not found by a query operator in place of the person’s id', async () => {
    expect(await foundByForgery((forged) => repository.find(forged))).toEqual([]);
  });
});
