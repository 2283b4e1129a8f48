import { addFieldsOfNewerVersion, foundByForgery, loseAnswerToInsert } from '../../../test/harness/mongo.adapter';
import type { MongoDatabase } from '../../persistence/mongo/mongo.database';
import { aMongoDatabase, openOnMongo } from '../../../test/harness/mongo.store';
import { describeHandledUpdateRepository } from './handled-update.repository.contract';
import { MongoHandledUpdateRepository } from './handled-update.repository.mongo';

describeHandledUpdateRepository('MongoDB', openOnMongo(MongoHandledUpdateRepository));

describe('handled updates in a MongoDB that others use too', () => {
  const now = new Date('2030-05-17T12:00:00.000Z');
  const busyUntil = new Date(now.getTime() + 15_000);
  let database: MongoDatabase;
  let close: () => Promise<void>;
  let repository: MongoHandledUpdateRepository;
  let another: MongoHandledUpdateRepository;

  beforeEach(async () => {
    ({ database, close } = await aMongoDatabase());
    repository = new MongoHandledUpdateRepository(database);
    another = new MongoHandledUpdateRepository(database);
  });

  afterEach(() => close());

  it('are known to every instance', async () => {
    expect(await repository.take(1, 7, now, busyUntil)).toBe('taken');
    expect(await another.take(1, 7, now, busyUntil)).toBe('busy');
    await repository.finish(1, 7);
    expect(await another.take(1, 7, now, busyUntil)).toBe('handled');
  });

  it('go on beside a newer version that added something', async () => {
    await repository.take(1, 7, now, busyUntil);
    await addFieldsOfNewerVersion(database);
    expect(await another.take(1, 7, busyUntil, new Date(busyUntil.getTime() + 1))).toBe('taken');
    await another.finish(1, 7);
    expect(await repository.take(1, 7, busyUntil, busyUntil)).toBe('handled');
  });

  it('are taken by the instance that lost the answer to its insert, and by no other', async () => {
    loseAnswerToInsert(database.collections.handledUpdates);
    expect(await repository.take(1, 7, now, busyUntil)).toBe('taken');
    loseAnswerToInsert(database.collections.handledUpdates);
    expect(await another.take(1, 7, now, busyUntil)).toBe('busy');
  });

  it('of others are not handled by a query operator in place of their number', async () => {
    await repository.take(1, 7, now, busyUntil);
    await foundByForgery((forged) => repository.finish(1, forged));
    await foundByForgery((forged) => repository.giveBack(1, forged));
    expect(await repository.take(1, 7, now, busyUntil)).toBe('busy');
  });
});
