import { mongo } from 'mongoose';
import { aMongoDatabase, openOnMongo } from '../../../test/harness/mongo.store';
import { aDelivery, aMoment, seconds } from '../delivery.fixture';
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
    // A holder that looks for the first time takes over from the earlier one.
    expect(await later.claimDue(holder(2), seconds(1), seconds(16), room)).toMatchObject([
      { id, holder: 'holder 2', isInterrupted: true },
    ]);
    await close();
  });

  it('hands out once what it has claimed without being told', async () => {
    const { database, close } = await aMongoDatabase();
    const { deliveries } = database.collections;
    const repository = new MongoDeliveryRepository(database);
    const { id } = aDelivery();
    await repository.insert(aDelivery({ id }));
    const bulkWrite = deliveries.bulkWrite.bind(deliveries);
    jest.spyOn(deliveries, 'bulkWrite').mockImplementationOnce((async (...writes: Parameters<typeof bulkWrite>) => {
      await bulkWrite(...writes);
      throw new mongo.MongoNetworkError('the connection was lost before the answer');
    }) as never);
    const claim = () => repository.claimDue(holder(1), aMoment, seconds(15), room);
    await expect(claim()).rejects.toMatchObject({ code: 'storage_unavailable' });
    expect(await claim()).toMatchObject([{ id, holder: 'holder 1' }]);
    expect(await claim()).toEqual([]);
    await close();
  });

  it('counts what a stranger asks for meanwhile as nothing that others asked for', async () => {
    const { database, close } = await aMongoDatabase();
    const { deliveries } = database.collections;
    const repository = new MongoDeliveryRepository(database);
    await repository.insert(aDelivery());
    const aggregate = deliveries.aggregate.bind(deliveries);
    let come = (): void => undefined;
    const stranger = new Promise<void>((resolve) => (come = resolve));
    jest.spyOn(deliveries, 'aggregate').mockImplementation((async (stages: { $match: { turnAt?: object } }[]) => {
      const ofStrangers = JSON.stringify(stages[0]!.$match.turnAt) === '{"$exists":true}';
      if (!ofStrangers) await stranger;
      const found = await aggregate(stages as never);
      if (ofStrangers) await repository.insert(aDelivery({ turnAt: aMoment }));
      come();
      return found;
    }) as never);
    expect(await repository.countPending(aMoment)).toMatchObject([{ deliveries: 1, unproven: 0 }]);
    await close();
  });
});

describe('an outbox in a MongoDB that an earlier version writes to as well', () => {
  it('reads its rows as ones without a story, and tells what they go through from now on', async () => {
    const { database, close } = await aMongoDatabase();
    const repository = new MongoDeliveryRepository(database);
    const { id, steps: _, ...rest } = aDelivery();
    await database.collections.deliveries.collection.insertOne({ _id: id, ...rest } as never);
    expect(await repository.find(id)).toMatchObject({ state: 'queued', steps: [] });
    await repository.retire(id, seconds(1));
    expect(await repository.find(id)).toMatchObject({ state: 'failed', steps: [{ kind: 'failed', at: seconds(1) }] });
    await close();
  });
});

describeDeliveryRepository('MongoDB', openOnMongo(MongoDeliveryRepository));
