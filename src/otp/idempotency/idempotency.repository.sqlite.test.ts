import { openOnSqlite } from '../../../test/harness/sqlite.store';
import { describeIdempotencyRepository } from './idempotency.repository.contract';
import { SqliteIdempotencyRepository } from './idempotency.repository.sqlite';

describeIdempotencyRepository('SQLite', openOnSqlite(SqliteIdempotencyRepository));
