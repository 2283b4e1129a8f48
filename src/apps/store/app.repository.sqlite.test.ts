import { openOnSqlite } from '../../../test/harness/sqlite.store';
import { describeAppRepository } from './app.repository.contract';
import { SqliteAppRepository } from './app.repository.sqlite';

describeAppRepository('SQLite', openOnSqlite(SqliteAppRepository));
