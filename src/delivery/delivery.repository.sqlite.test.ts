import { join } from 'node:path';
import { SqliteDatabase } from '../persistence/sqlite.database';
import { openConnection } from '../persistence/sqlite.driver';
import { aTemporaryFolder, openOnSqlite } from '../persistence/sqlite.factory';
import { migrations } from '../persistence/sqlite.migrations';
import { describeDeliveryRepository } from './delivery.repository.contract';
import { SqliteDeliveryRepository } from './delivery.repository.sqlite';

const BEFORE_STEPS = 3;
const ROW = `'an-id', 'a-verification', 4242, 1001, 'en', 'queued', 1000, NULL, 0, 0, 0, 0, NULL, 1000, 2000`;

describe('an outbox in SQLite that an earlier version wrote', () => {
  it('goes on, and its rows have no story yet', async () => {
    const folder = aTemporaryFolder();
    const path = join(folder.path, 'store.sqlite');
    const earlier = openConnection(path, 0);
    for (const migration of migrations.slice(0, BEFORE_STEPS)) earlier.exec(migration);
    earlier.exec(`INSERT INTO deliveries VALUES (${ROW}, NULL, NULL, NULL, NULL)`);
    earlier.exec(`PRAGMA user_version = ${BEFORE_STEPS}`);
    earlier.close();
    const database = SqliteDatabase.open(path);
    const repository = new SqliteDeliveryRepository(database);
    expect(await repository.find('an-id')).toMatchObject({ state: 'queued', steps: [] });
    await repository.retire('an-id', new Date(1500));
    expect(await repository.find('an-id')).toMatchObject({ state: 'failed', steps: [{ kind: 'failed' }] });
    await database.close();
    folder.remove();
  });
});

describeDeliveryRepository('SQLite', openOnSqlite(SqliteDeliveryRepository));
