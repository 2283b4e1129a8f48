import { aMongoDatabase } from '../../../test/harness/mongo.store';
import { describeDeliveryHistory } from './delivery.history.contract';
import { MongoDeliveryHistory } from './delivery.history.mongo';
import { MongoDeliveryRepository } from './delivery.repository.mongo';

describeDeliveryHistory('MongoDB', async () => {
  const { database, close } = await aMongoDatabase();
  return { history: new MongoDeliveryHistory(database), repository: new MongoDeliveryRepository(database), close };
});
