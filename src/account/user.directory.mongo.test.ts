import { aMongoDatabase } from '../persistence/mongo.factory';
import { describeUserDirectory } from './user.directory.contract';
import { MongoUserDirectory } from './user.directory.mongo';
import { MongoUserRepository } from './user.repository.mongo';

describeUserDirectory('MongoDB', async () => {
  const { database, close } = await aMongoDatabase();
  return { directory: new MongoUserDirectory(database), users: new MongoUserRepository(database), close };
});
