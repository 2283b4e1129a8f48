import { openOnSqlite } from '../persistence/sqlite.factory';
import { describeLeaseRepository } from './lease.repository.contract';
import { SqliteLeaseRepository } from './lease.repository.sqlite';

describeLeaseRepository('SQLite', openOnSqlite(SqliteLeaseRepository));
