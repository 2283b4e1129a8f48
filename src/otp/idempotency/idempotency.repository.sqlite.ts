import type { SqliteDatabase } from '../../persistence/sqlite/sqlite.database';
import type { IdempotencyKeyRow } from '../../persistence/sqlite/sqlite.schema';
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
      const row = this.queries.find.first({ keyHash })!;
      return { requestHash: row.request_hash, verificationId: row.verification_id };
    });
  }

  eraseBefore(before: Date, limit: number): Promise<number> {
    return this.database.write(() => this.queries.eraseBefore.run({ before: before.getTime(), limit }));
  }
}

function prepareQueries(database: SqliteDatabase) {
  return {
    insert: database.prepare<{ keyHash: string; now: number } & IdempotentRequest>((db, param) =>
      db
        .insertInto('idempotency_keys')
        .values({
          key_hash: param('keyHash'),
          request_hash: param('requestHash'),
          verification_id: param('verificationId'),
          created_at: param('now'),
        })
        .onConflict((conflict) => conflict.column('key_hash').doNothing()),
    ),
    eraseBefore: database.prepare<{ before: number; limit: number }>((db, param) =>
      db
        .deleteFrom('idempotency_keys')
        .where('key_hash', 'in', (eb) =>
          eb
            .selectFrom('idempotency_keys')
            .select('key_hash')
            .where('created_at', '<', param('before'))
            .orderBy('created_at')
            .limit(param('limit')),
        ),
    ),
    find: database.prepare<{ keyHash: string }, IdempotencyKeyRow>((db, param) =>
      db.selectFrom('idempotency_keys').selectAll().where('key_hash', '=', param('keyHash')),
    ),
  };
}
