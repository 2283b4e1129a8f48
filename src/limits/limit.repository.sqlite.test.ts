import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../errors';
import { SqliteDatabase } from '../persistence/sqlite/sqlite.database';
import { aTemporaryFolder, openOnSqlite } from '../../test/harness/sqlite.store';
import { describeLimitRepository } from './limit.repository.contract';
import { SqliteLimitRepository } from './limit.repository.sqlite';

describeLimitRepository('SQLite', openOnSqlite(SqliteLimitRepository));

describe('limits across a crash', () => {
  const now = new Date('2030-05-17T12:00:00.000Z');
  const folder = aTemporaryFolder();
  const later = aTemporaryFolder();

  afterAll(() => [folder, later].forEach(({ remove }) => remove()));

  it('stay counted as soon as a later write was acknowledged', async () => {
    const first = SqliteDatabase.open(join(folder.path, 'limits.sqlite'));
    const before = new SqliteLimitRepository(first);
    for (let use = 1; use <= 3; use++) await before.take('a', 60, now);
    await first.probe();
    cpSync(folder.path, later.path, { recursive: true });
    await first.close();

    const second = SqliteDatabase.open(join(later.path, 'limits.sqlite'));
    const usage = await new SqliteLimitRepository(second).take('a', 60, now);
    await second.close();
    expect(usage).toEqual({ used: 4, endsAt: new Date(now.getTime() + 60_000) });
  });

  it('are written again after a commit that failed, and not only kept in memory', async () => {
    const { path, remove } = aTemporaryFolder();
    const first = SqliteDatabase.open(join(path, 'limits.sqlite'));
    const before = new SqliteLimitRepository(first);
    jest.spyOn(first, 'write').mockRejectedValueOnce(new AppError('storage_unavailable'));
    await before.take('a', 60, now);
    await new Promise(setImmediate);
    await before.take('a', 60, now);
    await first.close();

    const second = SqliteDatabase.open(join(path, 'limits.sqlite'));
    const { used } = await new SqliteLimitRepository(second).take('a', 60, now);
    await second.close();
    remove();
    expect(used).toBe(3);
  });
});
