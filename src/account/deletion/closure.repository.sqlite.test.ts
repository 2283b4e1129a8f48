import { openOnSqlite } from '../../../test/harness/sqlite.store';
import { describeClosureRepository } from './closure.repository.contract';
import { SqliteClosureRepository } from './closure.repository.sqlite';

describeClosureRepository('SQLite', openOnSqlite(SqliteClosureRepository));
