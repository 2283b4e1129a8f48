import { aSqliteDatabase, aSqliteDatabaseOf } from '../../../test/harness/sqlite.store';
import { describeUserDirectory } from './user.directory.contract';
import { SqliteUserDirectory } from './user.directory.sqlite';
import { SqliteUserRepository } from './user.repository.sqlite';

const BEFORE_SEARCH = 4;

describe('accounts in SQLite from before they were looked for', () => {
  it('are found by their names, in letters of any alphabet', async () => {
    const ann = `INSERT INTO users (id, telegram_id, name, created_at, signed_in_at) VALUES ('ann', 1, 'Анна', 1, 1)`;
    const { database, close } = aSqliteDatabaseOf(BEFORE_SEARCH, ann);
    const found = await new SqliteUserDirectory(database).list({ text: 'аНН' }, { limit: 10 });
    expect(found).toMatchObject([{ id: 'ann', name: 'Анна' }]);
    await close();
  });
});

describeUserDirectory('SQLite', async () => {
  const { database, close } = aSqliteDatabase();
  return { directory: new SqliteUserDirectory(database), users: new SqliteUserRepository(database), close };
});
