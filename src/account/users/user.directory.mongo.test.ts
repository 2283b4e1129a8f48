import { aMongoDatabase } from '../../../test/harness/mongo.store';
import { migrate } from '../../persistence/mongo/mongo.migrations';
import { toDocument } from '../../persistence/mongo/mongo.record';
import { describeUserDirectory } from './user.directory.contract';
import { aMoment, aUser } from './user.fixture';
import { MongoUserDirectory } from './user.directory.mongo';
import { MongoUserRepository } from './user.repository.mongo';

describe('accounts in MongoDB from before they were looked for', () => {
  it('are found by their names, once the schema is brought up to date', async () => {
    const { database, close } = await aMongoDatabase();
    try {
      const { collections } = database;
      const user = aUser({ name: 'Änne', telegramUsername: 'Anne_Example' });
      await database.insert(collections.users, toDocument(user));
      const chat = { _id: '1:1001', botId: 1, chatId: 1001, language: 'en', updatedAt: aMoment };
      await database.insert(collections.chats, { ...chat, username: 'Anne_Example' });
      const directory = new MongoUserDirectory(database);
      const found = async (text: string) => (await directory.list({ text }, { limit: 10 })).map(({ id }) => id);
      expect(await found('änne')).toEqual([]);
      await collections.schemaVersions.updateOne({ _id: 'telega2go' }, { $set: { version: 2 } });
      await migrate(collections);
      expect(await found('änne')).toEqual([user.id]);
      expect(await found('@anne_')).toEqual([user.id]);
    } finally {
      await close();
    }
  });
});

describeUserDirectory('MongoDB', async () => {
  const { database, close } = await aMongoDatabase();
  return { directory: new MongoUserDirectory(database), users: new MongoUserRepository(database), close };
});
