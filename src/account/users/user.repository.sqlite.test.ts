import { aSqliteDatabaseOf, openOnSqlite } from '../../../test/harness/sqlite.store';
import { aUser } from './user.fixture';
import { describeUserRepository } from './user.repository.contract';
import { SqliteUserRepository } from './user.repository.sqlite';

const WITH_UNIQUE_EMAILS = 6;

describe('users in SQLite from when an e-mail was one account’s', () => {
  it('keep what they have, and another may have the same (S2)', async () => {
    const before = {
      phone: '+4915112345678',
      phoneVerifiedAt: new Date(3),
      language: 'ru',
      untold: ['created'],
    } as const;
    const user = aUser({ ...before, telegramUsername: 'Ann', disabledAt: new Date(4), suspendedAt: new Date(5) });
    const { id, telegramId, name, email, phone, createdAt, signedInAt } = user;
    const { database, close } = aSqliteDatabaseOf(
      WITH_UNIQUE_EMAILS,
      `INSERT INTO users VALUES ('${id}', ${telegramId}, '${name}', '${email}', '${phone}', 'Ann', ${createdAt.getTime()},
      ${signedInAt.getTime()}, 'ru', 3, 4, 5, 'created', '${name.toLowerCase()}')`,
    );
    const repository = new SqliteUserRepository(database);
    expect(await repository.find(id)).toEqual(user);
    expect(await repository.insert(aUser({ telegramId }))).toBe(false);
    expect(await repository.insert(aUser({ email }))).toBe(true);
    await close();
  });
});

describeUserRepository('SQLite', openOnSqlite(SqliteUserRepository));
