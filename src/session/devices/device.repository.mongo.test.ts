import { addFieldsOfNewerVersion, foundByForgery, loseAnswerToInsert } from '../../../test/harness/mongo.adapter';
import type { MongoDatabase } from '../../persistence/mongo/mongo.database';
import { aMongoDatabase, openOnMongo } from '../../../test/harness/mongo.store';
import { describeDeviceRepository } from './device.repository.contract';
import { MongoDeviceRepository } from './device.repository.mongo';

describeDeviceRepository('MongoDB', openOnMongo(MongoDeviceRepository));

describe('known devices in a MongoDB that others use too', () => {
  const usedAt = new Date();
  const names = { id: 'a-device', userId: 'ann', sessionId: 'a-session' };
  const device = { ...names, browser: 'Firefox', system: 'Linux', createdAt: usedAt, usedAt };
  let database: MongoDatabase;
  let close: () => Promise<void>;
  let repository: MongoDeviceRepository;

  beforeEach(async () => {
    ({ database, close } = await aMongoDatabase());
    repository = new MongoDeviceRepository(database);
  });

  afterEach(() => close());

  it('are stored although the answer to the insert is lost, and read without what a newer version added', async () => {
    loseAnswerToInsert(database.collections.devices);
    await repository.insert(device);
    await addFieldsOfNewerVersion(database);
    expect(await repository.list('ann', 9)).toEqual([device]);
  });

  it('are not found, used or erased by a query operator in place of an id', async () => {
    await repository.insert(device);
    expect((await foundByForgery((forged) => repository.list(forged, 9))).flat()).toEqual([]);
    expect((await foundByForgery((forged) => repository.findAll([forged]))).flat()).toEqual([]);
    const use = { sessionId: 'another', browser: '', system: '', usedAt };
    expect(await foundByForgery(async (forged) => (await repository.use(forged, use)) || undefined)).toEqual([]);
    await foundByForgery((forged) => repository.erase(forged, 'ann').then(() => undefined));
    await foundByForgery((forged) => repository.eraseOf(forged));
    await foundByForgery((forged) => repository.eraseAll(forged));
    expect(await repository.list('ann', 9)).toEqual([device]);
  });
});
