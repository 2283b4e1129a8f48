import { openOnSqlite } from '../persistence/sqlite.factory';
import { describeIdempotencyRepository } from './idempotency.repository.contract';
import { SqliteIdempotencyRepository } from './idempotency.repository.sqlite';

describeIdempotencyRepository('SQLite', openOnSqlite(SqliteIdempotencyRepository));
