import { aSqliteDatabaseOf, openOnSqlite } from '../../../test/harness/sqlite.store';
import { describeDeliveryRepository } from './delivery.repository.contract';
import { SqliteDeliveryRepository } from './delivery.repository.sqlite';

const BEFORE_STEPS = 3;
const ROW = `'an-id', 'a-verification', 4242, 1001, 'en', 'queued', 1000, NULL, 0, 0, 0, 0, NULL, 1000, 2000`;

describe('an outbox in SQLite that an earlier version wrote', () => {
  it('goes on, and its rows have no story yet', async () => {
    const row = `INSERT INTO deliveries VALUES (${ROW}, NULL, NULL, NULL, NULL)`;
    const { database, close } = aSqliteDatabaseOf(BEFORE_STEPS, row);
    const repository = new SqliteDeliveryRepository(database);
    expect(await repository.find('an-id')).toMatchObject({ state: 'queued', steps: [] });
    await repository.retire('an-id', new Date(1500));
    expect(await repository.find('an-id')).toMatchObject({ state: 'failed', steps: [{ kind: 'failed' }] });
    await close();
  });
});

describeDeliveryRepository('SQLite', openOnSqlite(SqliteDeliveryRepository));
