import type { SqliteDatabase } from '../persistence/sqlite.database';
import type { LimitRow } from '../persistence/sqlite.schema';
import { LimitRepository, type Usage } from './limit.repository';

/**
 * We hold the file alone, so the count in memory is the count. It is written in the group commit of the write that the
 * request makes next, and no commit of its own has to be waited for.
 */
export class SqliteLimitRepository extends LimitRepository {
  private readonly counted = new Map<string, Usage>();
  private readonly queries: ReturnType<typeof prepareQueries>;

  constructor(private readonly database: SqliteDatabase) {
    super();
    this.queries = prepareQueries(database);
  }

  async take(key: string, windowSeconds: number, now: Date): Promise<Usage> {
    const before = this.counted.get(key) ?? this.load(key);
    const isRunning = before !== undefined && before.endsAt > now;
    const usage = isRunning
      ? { used: before.used + 1, endsAt: before.endsAt }
      : { used: 1, endsAt: new Date(now.getTime() + windowSeconds * 1000) };
    this.counted.set(key, usage);
    const row = { key, used: usage.used, ends_at: usage.endsAt.getTime() };
    // If this fails so does the request's own write, which is behind it in the same transaction and is waited for.
    this.database.write(() => this.queries.put.run(row)).catch(() => undefined);
    return usage;
  }

  async purge(now: Date): Promise<void> {
    for (const [key, { endsAt }] of this.counted) if (endsAt <= now) this.counted.delete(key);
    await this.database.write(() => this.queries.purge.run({ now: now.getTime() }));
  }

  private load(key: string): Usage | undefined {
    const row = this.queries.find.first({ key });
    return row && { used: row.used, endsAt: new Date(row.ends_at) };
  }
}

function prepareQueries(database: SqliteDatabase) {
  return {
    find: database.prepare<{ key: string }, LimitRow>((db, param) =>
      db.selectFrom('limits').selectAll().where('key', '=', param('key')),
    ),
    put: database.prepare<LimitRow>((db, param) =>
      db
        .insertInto('limits')
        .values({ key: param('key'), used: param('used'), ends_at: param('ends_at') })
        .onConflict((conflict) =>
          conflict.column('key').doUpdateSet((eb) => ({
            used: eb.ref('excluded.used'),
            ends_at: eb.ref('excluded.ends_at'),
          })),
        ),
    ),
    purge: database.prepare<{ now: number }>((db, param) =>
      db.deleteFrom('limits').where('ends_at', '<=', param('now')),
    ),
  };
}
