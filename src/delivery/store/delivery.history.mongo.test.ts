import { aMongoDatabase } from '../../../test/harness/mongo.store';
import { deliveryKinds } from '../delivery';
import { aDelivery, aMoment, seconds } from '../delivery.fixture';
import { describeDeliveryHistory } from './delivery.history.contract';
import { MongoDeliveryHistory } from './delivery.history.mongo';
import { MongoDeliveryRepository } from './delivery.repository.mongo';

describeDeliveryHistory('MongoDB', async () => {
  const { database, close } = await aMongoDatabase();
  return { history: new MongoDeliveryHistory(database), repository: new MongoDeliveryRepository(database), close };
});

it('finds by their kinds rows of a version that told them by other fields', async () => {
  const { database, close } = await aMongoDatabase();
  const history = new MongoDeliveryHistory(database);
  const put = async (id: string, verificationId: string, deadlineAt: Date) => {
    const { id: _, kind: __, ...rest } = aDelivery({ verificationId, deadlineAt });
    await database.collections.deliveries.collection.insertOne({ _id: id, ...rest } as never);
  };
  await put('a message', 'v', seconds(9));
  await put('a removal', 'v', aMoment);
  await put('a test', 'test', seconds(9));
  for (const kind of deliveryKinds)
    expect(await history.list({ kind }, { limit: 9 })).toMatchObject([{ id: `a ${kind}`, kind }]);
  expect(await history.list({ kind: 'test' }, { limit: 9 })).toMatchObject([{ verificationId: undefined }]);
  await close();
});
