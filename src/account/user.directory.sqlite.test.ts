import { join } from 'node:path';
import { SqliteDatabase } from '../persistence/sqlite.database';
import { openConnection } from '../persistence/sqlite.driver';
import { aSqliteDatabase, aTemporaryFolder } from '../persistence/sqlite.factory';
import { migrations } from '../persistence/sqlite.migrations';
import { describeUserDirectory } from './user.directory.contract';
import { SqliteUserDirectory } from './user.directory.sqlite';
import { SqliteUserRepository } from './user.repository.sqlite';

const BEFORE_SEARCH = 4;

describe('accounts in SQLite from before they were looked for', () => {
  it('are found by their names, in letters of any alphabet', async () => {
    const folder = aTemporaryFolder();
    const path = join(folder.path, 'store.sqlite');
    const earlier = openConnection(path, 0);
    for (const migration of migrations.slice(0, BEFORE_SEARCH)) earlier.exec(migration);
    earlier.exec(`INSERT INTO users (id, telegram_id, name, created_at, signed_in_at) VALUES ('ann', 1, 'Анна', 1, 1)`);
    earlier.exec(`PRAGMA user_version = ${BEFORE_SEARCH}`);
    earlier.close();
    const database = SqliteDatabase.open(path);
    const found = await new SqliteUserDirectory(database).list({ text: 'аНН' }, { limit: 10 });
    expect(found).toMatchObject([{ id: 'ann', name: 'Анна' }]);
    await database.close();
    folder.remove();
  });
});

describeUserDirectory('SQLite', async () => {
  const { database, close } = await aSqliteDatabase();
  return { directory: new SqliteUserDirectory(database), users: new SqliteUserRepository(database), close };
});
