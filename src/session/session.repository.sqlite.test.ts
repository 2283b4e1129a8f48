import { openOnSqlite } from '../persistence/sqlite.factory';
import { describeSessionRepository } from './session.repository.contract';
import { SqliteSessionRepository } from './session.repository.sqlite';

describeSessionRepository('SQLite', openOnSqlite(SqliteSessionRepository));
