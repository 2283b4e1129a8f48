import { openOnSqlite } from '../../../test/harness/sqlite.store';
import { describeHandledUpdateRepository } from './handled-update.repository.contract';
import { SqliteHandledUpdateRepository } from './handled-update.repository.sqlite';

describeHandledUpdateRepository('SQLite', openOnSqlite(SqliteHandledUpdateRepository));
