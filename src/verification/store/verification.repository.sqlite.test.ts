import { openOnSqlite } from '../../../test/harness/sqlite.store';
import { describeVerificationPeople } from './verification.people.contract';
import { describeVerificationRepository } from './verification.repository.contract';
import { SqliteVerificationRepository } from './verification.repository.sqlite';

describeVerificationRepository('SQLite', openOnSqlite(SqliteVerificationRepository));
describeVerificationPeople('SQLite', openOnSqlite(SqliteVerificationRepository));
