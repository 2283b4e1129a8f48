import { aSqliteDatabase } from '../../../test/harness/sqlite.store';
import { describeVerificationHistory } from './verification.history.contract';
import { SqliteVerificationHistory } from './verification.history.sqlite';
import { SqliteVerificationRepository } from './verification.repository.sqlite';

describeVerificationHistory('SQLite', async () => {
  const { database, close } = aSqliteDatabase();
  return {
    history: new SqliteVerificationHistory(database),
    verifications: new SqliteVerificationRepository(database),
    close,
  };
});
