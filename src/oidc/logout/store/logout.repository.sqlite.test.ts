import { openOnSqlite } from '../../../../test/harness/sqlite.store';
import { describeLogoutRepository } from './logout.repository.contract';
import { SqliteLogoutRepository } from './logout.repository.sqlite';

describeLogoutRepository('SQLite', openOnSqlite(SqliteLogoutRepository));
