import { aMongoDatabase } from '../../../test/harness/mongo.store';
import { describeVerificationHistory } from './verification.history.contract';
import { MongoVerificationHistory } from './verification.history.mongo';
import { MongoVerificationRepository } from './verification.repository.mongo';

describeVerificationHistory('MongoDB', async () => {
  const { database, close } = await aMongoDatabase();
  return {
    history: new MongoVerificationHistory(database),
    verifications: new MongoVerificationRepository(database),
    close,
  };
});
