import type { SqliteDatabase } from '../../persistence/sqlite/sqlite.database';
import type { PortraitRow } from '../../persistence/sqlite/sqlite.schema';
import { PortraitRepository, type Portrait } from './portrait.repository';

export class SqlitePortraitRepository extends PortraitRepository {
  private readonly queries: ReturnType<typeof prepareQueries>;

  constructor(private readonly database: SqliteDatabase) {
    super();
    this.queries = prepareQueries(database);
  }

  async find(userId: string): Promise<Portrait | undefined> {
    const row = this.queries.find.first({ userId });
    if (!row) return undefined;
    return { userId, fetchedAt: new Date(row.fetched_at), jpeg: row.jpeg === null ? undefined : Buffer.from(row.jpeg) };
  }

  async keep({ userId, fetchedAt, jpeg }: Portrait): Promise<void> {
    const row = { user_id: userId, fetched_at: fetchedAt.getTime(), jpeg: jpeg ?? null };
    await this.database.write(() => this.queries.keep.run(row));
  }

  eraseFetched(before: Date, limit: number): Promise<number> {
    return this.database.write(() => this.queries.eraseFetched.run({ before: before.getTime(), limit }));
  }
}

function prepareQueries(database: SqliteDatabase) {
  return {
    find: database.prepare<{ userId: string }, PortraitRow>((db, param) =>
      db.selectFrom('portraits').selectAll().where('user_id', '=', param('userId')),
    ),
    keep: database.prepare<PortraitRow>((db, param) => {
      const fetched = { fetched_at: param('fetched_at'), jpeg: param('jpeg') };
      return db
        .insertInto('portraits')
        .values({ user_id: param('user_id'), ...fetched })
        .onConflict((conflict) => conflict.column('user_id').doUpdateSet(fetched));
    }),
    eraseFetched: database.prepare<{ before: number; limit: number }>((db, param) =>
      db
        .deleteFrom('portraits')
        .where('user_id', 'in', (eb) =>
          eb
            .selectFrom('portraits')
            .select('user_id')
            .where('fetched_at', '<', param('before'))
            .orderBy('fetched_at')
            .limit(param('limit')),
        ),
    ),
  };
}
