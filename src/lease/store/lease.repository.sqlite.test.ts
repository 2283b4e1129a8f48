import { openOnSqlite } from '../../../test/harness/sqlite.store';
import { describeLeaseRepository } from './lease.repository.contract';
import { SqliteLeaseRepository } from './lease.repository.sqlite';

describeLeaseRepository('SQLite', openOnSqlite(SqliteLeaseRepository));
