import { openOnSqlite, plansOf } from '../../../test/harness/sqlite.store';
import type { SqliteDatabase } from '../../persistence/sqlite/sqlite.database';
import { describeDeliveryHistory } from './delivery.history.contract';
import { SqliteDeliveryHistory } from './delivery.history.sqlite';
import { SqliteDeliveryRepository } from './delivery.repository.sqlite';

class Both {
  readonly history: SqliteDeliveryHistory;
  readonly repository: SqliteDeliveryRepository;

  constructor(readonly database: SqliteDatabase) {
    this.history = new SqliteDeliveryHistory(database);
    this.repository = new SqliteDeliveryRepository(database);
  }
}

const open = async () => {
  const { repository: both, close } = await openOnSqlite(Both)();
  return { database: both.database, history: both.history, repository: both.repository, close };
};

describeDeliveryHistory('SQLite', open);

describe('a search in a long history in SQLite', () => {
  it.each([
    [{ state: 'failed' }, /INDEX deliveries_failed/],
    [{ state: 'sent' }, /INDEX deliveries_due/],
    [{ chatId: 1 }, /INDEX deliveries_chat/],
    [{ error: 'x' }, /INDEX deliveries_error/],
    [{ verificationId: 'x' }, /INDEX deliveries_verification/],
    [{ state: 'deleted' }, /PRIMARY KEY/],
    [{}, /PRIMARY KEY/],
  ] as const)('for %j goes by an index', async (search, index) => {
    const { database, history, close } = await open();
    const [plan] = await plansOf(database, () => history.list(search, { limit: 10 }));
    expect(plan?.steps).toMatch(index);
    expect(plan?.steps).not.toMatch(/SCAN deliveries(?! USING)/);
    await close();
  });
});
