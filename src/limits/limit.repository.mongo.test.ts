import { addFieldsOfNewerVersion, foundByForgery, loseAnswerToInsert } from '../../test/harness/mongo.adapter';
import type { MongoDatabase } from '../persistence/mongo/mongo.database';
import { aMongoDatabase, openOnMongo } from '../../test/harness/mongo.store';
import { describeLimitRepository } from './limit.repository.contract';
import { MongoLimitRepository } from './limit.repository.mongo';

const AT_ONCE = 50;

describeLimitRepository('MongoDB', openOnMongo(MongoLimitRepository));

describe('limits in a MongoDB that others use too', () => {
  const start = new Date('2030-05-17T12:00:00.000Z');
  const later = new Date(start.getTime() + 60_000);
  let database: MongoDatabase;
  let close: () => Promise<void>;
  let repository: MongoLimitRepository;

  beforeEach(async () => {
    ({ database, close } = await aMongoDatabase());
    repository = new MongoLimitRepository(database);
  });

  afterEach(() => close());

  const takeTogether = async (now: Date): Promise<number[]> => {
    const uses = await Promise.all(Array.from({ length: AT_ONCE }, () => repository.take('a', 60, now)));
    return uses.map(({ used }) => used).sort((a, b) => a - b);
  };

  it('count each of many uses once that find a window over at the same time', async () => {
    const counted = Array.from({ length: AT_ONCE }, (_, index) => index + 1);
    expect(await takeTogether(start)).toEqual(counted);
    expect(await takeTogether(later)).toEqual(counted);
  });

  it('go on beside a newer version that added something', async () => {
    await repository.take('a', 60, start);
    await addFieldsOfNewerVersion(database);
    expect(await repository.take('a', 60, start)).toEqual({ used: 2, endsAt: later });
    expect(await repository.take('a', 60, later)).toMatchObject({ used: 1 });
  });

  it('never count a use less often than once where the answer is lost', async () => {
    loseAnswerToInsert(database.collections.limits);
    expect((await repository.take('a', 60, start)).used).toBeGreaterThanOrEqual(1);
    expect((await repository.take('a', 60, start)).used).toBeGreaterThanOrEqual(2);
  });

  it('of others do not count for a query operator in place of the key', async () => {
    await repository.take('a', 60, start);
    expect(await foundByForgery((forged) => repository.take(forged, 60, start))).toEqual([]);
    expect(await repository.take('a', 60, start)).toMatchObject({ used: 2 });
  });
});
