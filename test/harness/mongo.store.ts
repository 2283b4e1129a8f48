import type { MongoDatabase } from '../../src/persistence/mongo/mongo.database';
import { openMongo } from '../../src/stores/mongo.store';
import { aMongoUrl, dropTestDatabase } from './store';

/** An empty database of its own, gone when it is closed. */
export async function aMongoDatabase(): Promise<Readonly<{ database: MongoDatabase; close: () => Promise<void> }>> {
  const url = aMongoUrl();
  const database = await openMongo(url, { production: false });
  return {
    database,
    close: async () => {
      await database.close();
      await dropTestDatabase(url);
    },
  };
}

/** Opens `Adapter` on an empty database: what a contract suite asks for. */
export const openOnMongo =
  <T>(Adapter: new (database: MongoDatabase) => T) =>
  async (): Promise<{ repository: T; close: () => Promise<void> }> => {
    const { database, close } = await aMongoDatabase();
    return { repository: new Adapter(database), close };
  };
