import { aMongoDatabase, openOnMongo } from '../persistence/mongo.factory';
import { aDelivery, aMoment, seconds } from './delivery.factory';
import { describeDeliveryRepository } from './delivery.repository.contract';
import { MongoDeliveryRepository } from './delivery.repository.mongo';

describe('the outbox in a MongoDB that several instances share', () => {
  const room = { sends: 5, removals: 5 };
  const holder = (fence: number) => ({ botId: 4242, name: `holder ${fence}`, fence });

  it('is not taken over by a holder from the one after it, however late', async () => {
    const { repository, close } = await openOnMongo(MongoDeliveryRepository)();
    await repository.insert(aDelivery());
    const [held] = await repository.claimDue(holder(2), aMoment, seconds(15), room);
    expect(await repository.takeOver(holder(1), seconds(1))).toBe(0);
    expect(await repository.settle(held!, { kind: 'failed', error: 'x', attempts: 1 })).toBe(true);
    await close();
  });

  it('gives up what an earlier holder claims after it was followed', async () => {
    const { database, close } = await aMongoDatabase();
    const [earlier, later] = [new MongoDeliveryRepository(database), new MongoDeliveryRepository(database)];
    const { id } = aDelivery();
    await earlier.insert(aDelivery({ id }));
    await earlier.claimDue(holder(1), aMoment, seconds(15), room);
    // One that looks for the first time has just followed.
    expect(await later.claimDue(holder(2), seconds(1), seconds(16), room)).toMatchObject([
      { id, holder: 'holder 2', isInterrupted: true },
    ]);
    await close();
  });
});

describeDeliveryRepository('MongoDB', openOnMongo(MongoDeliveryRepository));
