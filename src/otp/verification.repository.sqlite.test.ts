import { openOnSqlite } from '../persistence/sqlite.factory';
import { describeVerificationRepository } from './verification.repository.contract';
import { SqliteVerificationRepository } from './verification.repository.sqlite';

describeVerificationRepository('SQLite', openOnSqlite(SqliteVerificationRepository));
