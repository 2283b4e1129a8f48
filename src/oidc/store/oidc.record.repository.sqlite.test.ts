import { openOnSqlite } from '../../../test/harness/sqlite.store';
import { describeOidcRecordRepository } from './oidc.record.repository.contract';
import { SqliteOidcRecordRepository } from './oidc.record.repository.sqlite';

describeOidcRecordRepository('SQLite', openOnSqlite(SqliteOidcRecordRepository));
