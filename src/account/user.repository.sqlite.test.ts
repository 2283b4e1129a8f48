import { openOnSqlite } from '../persistence/sqlite.factory';
import { describeUserRepository } from './user.repository.contract';
import { SqliteUserRepository } from './user.repository.sqlite';

describeUserRepository('SQLite', openOnSqlite(SqliteUserRepository));
