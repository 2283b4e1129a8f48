import { aSqliteDatabase } from '../persistence/sqlite.factory';
import { describeUserDirectory } from './user.directory.contract';
import { SqliteUserDirectory } from './user.directory.sqlite';
import { SqliteUserRepository } from './user.repository.sqlite';

describeUserDirectory('SQLite', async () => {
  const { database, close } = await aSqliteDatabase();
  return { directory: new SqliteUserDirectory(database), users: new SqliteUserRepository(database), close };
});
