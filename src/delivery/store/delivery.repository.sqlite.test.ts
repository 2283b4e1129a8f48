import { aSqliteDatabase, aSqliteDatabaseOf, openOnSqlite, plansOf } from '../../../test/harness/sqlite.store';
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

describe('a claim in SQLite', () => {
  it('takes the first rows in the order of an index, however many others are due', async () => {
    const { database, close } = aSqliteDatabase();
    const plans = await plansOf(database, () => new SqliteDeliveryRepository(database));
    const claims = plans.filter(({ sql }) => sql.includes('claims = claims + 1'));
    expect(claims).toHaveLength(5);
    for (const { steps } of claims) {
      expect(steps).toMatch(/INDEX deliveries_(due|again|turn) \(bot_id=\?/);
      expect(steps).not.toMatch(/SCAN deliveries|TEMP B-TREE/);
    }
    await close();
  });
});

describeDeliveryRepository('SQLite', openOnSqlite(SqliteDeliveryRepository));
