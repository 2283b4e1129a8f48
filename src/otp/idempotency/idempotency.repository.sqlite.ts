import type { SqliteDatabase } from '../../persistence/sqlite/sqlite.database';
import type { Row } from '../../persistence/table';
import { IdempotencyRepository, type IdempotentRequest } from './idempotency.repository';

export class SqliteIdempotencyRepository extends IdempotencyRepository {
  private readonly queries: ReturnType<typeof prepareQueries>;

  constructor(private readonly database: SqliteDatabase) {
    super();
    this.queries = prepareQueries(database);
  }

  claim(keyHash: string, request: IdempotentRequest, now: Date): Promise<IdempotentRequest> {
    return this.database.write(() => {
      this.queries.insert.run({ keyHash, ...request, now: now.getTime() });
      const row = this.queries.find.only({ keyHash });
      return { requestHash: row.request_hash, verificationId: row.verification_id };
    });
  }

  eraseBefore(before: Date, limit: number): Promise<number> {
    return this.database.write(() => this.queries.eraseBefore.run({ before: before.getTime(), limit }));
  }
}

function prepareQueries(database: SqliteDatabase) {
  return {
    insert: database.query(
      `INSERT INTO idempotency_keys (key_hash, request_hash, verification_id, created_at)
       VALUES (:keyHash, :requestHash, :verificationId, :now) ON CONFLICT (key_hash) DO NOTHING`,
    ),
    find: database.query<Row, { request_hash: string; verification_id: string }>(
      'SELECT request_hash, verification_id FROM idempotency_keys WHERE key_hash = :keyHash',
    ),
    eraseBefore: database.query(
      `DELETE FROM idempotency_keys WHERE key_hash IN
         (SELECT key_hash FROM idempotency_keys WHERE created_at < :before ORDER BY created_at LIMIT :limit)`,
    ),
  };
}
