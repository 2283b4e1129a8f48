import { openOnSqlite } from '../persistence/sqlite.factory';
import { describeClosureRepository } from './closure.repository.contract';
import { SqliteClosureRepository } from './closure.repository.sqlite';

describeClosureRepository('SQLite', openOnSqlite(SqliteClosureRepository));
