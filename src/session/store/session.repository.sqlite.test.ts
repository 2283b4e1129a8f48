import { aSqliteDatabase, openOnSqlite } from '../../../test/harness/sqlite.store';
import { aSession } from '../session.fixture';
import { describeSessionRepository } from './session.repository.contract';
import { SqliteSessionRepository } from './session.repository.sqlite';

describeSessionRepository('SQLite', openOnSqlite(SqliteSessionRepository));

it('sessions of a version that knew less are used as they were', async () => {
  const { database, close } = aSqliteDatabase();
  const { id, userId, createdAt, expiresAt } = aSession();
  const times = { created_at: createdAt.getTime(), expires_at: expiresAt.getTime() };
  const of = { id, user_id: userId, door: 'otp', browser: 'Firefox', system: 'Linux', ...times };
  const names = Object.keys(of);
  const insert = database.query(
    `INSERT INTO sessions (${names.join()}) VALUES (${names.map((name) => `:${name}`).join()})`,
  );
  await database.write(() => insert.run(of));
  const found = await new SqliteSessionRepository(database).find(id);
  expect(found).toEqual({ ...aSession({ id, userId, createdAt, expiresAt }), address: '', usedAt: createdAt });
  await close();
});
