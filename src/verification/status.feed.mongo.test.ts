import { Logger } from '@nestjs/common';
import type { MongoDatabase } from '../persistence/mongo/mongo.database';
import { aMongoDatabase } from '../../test/harness/mongo.store';
import { until } from '../../test/harness/until';
import { describeStatusFeed } from './status.feed.contract';
import { MongoStatusFeed } from './status.feed.mongo';
import type { Verification } from './verification';
import { aSentVerification, aVerification, seconds } from './verification.fixture';
import { MongoVerificationRepository } from './store/verification.repository.mongo';

async function open(prepare: (database: MongoDatabase) => void = () => undefined) {
  const { database, close } = await aMongoDatabase();
  prepare(database);
  Logger.overrideLogger(false);
  const feed = new MongoStatusFeed(database);
  feed.onApplicationBootstrap();
  return {
    database,
    feed,
    close: async () => {
      await feed.onModuleDestroy();
      await close();
    },
  };
}

describeStatusFeed('MongoDB', open);

const refuseStreams = ({ collections }: MongoDatabase) =>
  jest.spyOn(collections.verifications.collection, 'watch').mockImplementation(() => {
    throw Object.assign(new Error('$changeStream is only supported on replica sets'), { name: 'MongoServerError' });
  });

const ways: [string, ((database: MongoDatabase) => void) | undefined][] = [
  ['a change stream', undefined],
  ['looking, where the server has no change streams', refuseStreams],
];

describe.each(ways)('the feed of several instances, by %s', (_, prepare) => {
  it('tells of what another instance changed, each time, and of nothing else', async () => {
    const { database, feed, close } = await open(prepare);
    const verifications = new MongoVerificationRepository(database);
    const [watched, other, last] = [aSentVerification(), aVerification(), aVerification()];
    const told: string[] = [];
    const stops = [watched, last].map(({ id }) => feed.subscribe(id, () => told.push(id)));
    const isTold = async ({ id }: Verification, change: () => Promise<unknown>) => {
      told.length = 0;
      await change();
      await until(() => told.includes(id), `whoever watches ${id} to be told`);
    };
    try {
      await isTold(watched, () => verifications.insert(watched));
      await isTold(watched, () => verifications.countAttempt(watched.id, 5, seconds(10)));
      await isTold(watched, () => verifications.consume(watched.id, 1, { door: 'otp', at: seconds(10) }));
      await verifications.insert(other);
      await isTold(last, () => verifications.insert(last));
      expect(told).toEqual([last.id]);
    } finally {
      stops.forEach((stop) => stop());
      await close();
    }
  });
});
