import { openOnSqlite } from '../persistence/sqlite.factory';
import { describeOidcRecordRepository } from './oidc.record.repository.contract';
import { SqliteOidcRecordRepository } from './oidc.record.repository.sqlite';

describeOidcRecordRepository('SQLite', openOnSqlite(SqliteOidcRecordRepository));
