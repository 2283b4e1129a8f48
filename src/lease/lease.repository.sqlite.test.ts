import { describeLeaseRepository } from './lease.repository.contract';
import { SqliteLeaseRepository } from './lease.repository.sqlite';

describeLeaseRepository('SQLite', async () => ({
  repository: new SqliteLeaseRepository(),
  close: async () => undefined,
}));
