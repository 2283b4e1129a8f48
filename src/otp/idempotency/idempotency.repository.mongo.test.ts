import { addFieldsOfNewerVersion, foundByForgery, loseAnswerToInsert } from '../../../test/harness/mongo.adapter';
import type { MongoDatabase } from '../../persistence/mongo/mongo.database';
import { aMongoDatabase, openOnMongo } from '../../../test/harness/mongo.store';
import { describeIdempotencyRepository } from './idempotency.repository.contract';
import { MongoIdempotencyRepository } from './idempotency.repository.mongo';

describeIdempotencyRepository('MongoDB', openOnMongo(MongoIdempotencyRepository));

describe('idempotency keys in a MongoDB that others use too', () => {
  const now = new Date('2030-05-17T12:00:00.000Z');
  const first = { requestHash: 'a', verificationId: 'one' };
  const second = { requestHash: 'b', verificationId: 'two' };
  let database: MongoDatabase;
  let close: () => Promise<void>;
  let repository: MongoIdempotencyRepository;

  beforeEach(async () => {
    ({ database, close } = await aMongoDatabase());
    repository = new MongoIdempotencyRepository(database);
  });

  afterEach(() => close());

  it('stand for the same beside a newer version that added something', async () => {
    await repository.claim('key', first, now);
    await addFieldsOfNewerVersion(database);
    expect(await repository.claim('key', second, now)).toEqual(first);
  });

  it('stand for what came first, also where the answer to the insert is lost', async () => {
    loseAnswerToInsert(database.collections.idempotencyKeys);
    expect(await repository.claim('key', first, now)).toEqual(first);
    loseAnswerToInsert(database.collections.idempotencyKeys);
    expect(await repository.claim('key', second, now)).toEqual(first);
  });

  it('do not answer to a query operator in their place', async () => {
    await repository.claim('key', first, now);
    expect(await foundByForgery((forged) => repository.claim(forged, second, now))).toEqual([]);
  });
});
