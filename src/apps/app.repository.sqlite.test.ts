import { openOnSqlite } from '../persistence/sqlite.factory';
import { describeAppRepository } from './app.repository.contract';
import { SqliteAppRepository } from './app.repository.sqlite';

describeAppRepository('SQLite', openOnSqlite(SqliteAppRepository));
