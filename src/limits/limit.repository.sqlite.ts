import type { SqliteDatabase } from '../persistence/sqlite.database';
import type { LimitRow } from '../persistence/sqlite.schema';
import { LimitRepository, type Reached, type Usage, type Window } from './limit.repository';

/**
 * We hold the file alone, so the count in memory is the count. It is written in the group commit of the write that the
 * request makes next, and no commit of its own has to be waited for.
 */
export class SqliteLimitRepository extends LimitRepository {
  private readonly counted = new Map<string, Usage>();
  private readonly unsaved = new Set<string>();
  private readonly queries: ReturnType<typeof prepareQueries>;

  constructor(private readonly database: SqliteDatabase) {
    super();
    this.queries = prepareQueries(database);
  }

  async take(key: string, windowSeconds: number, now: Date, cost = 1): Promise<Usage> {
    const before = this.counted.get(key) ?? this.load(key);
    const isRunning = before !== undefined && before.endsAt > now;
    const usage = isRunning
      ? { used: before.used + cost, endsAt: before.endsAt }
      : { used: cost, endsAt: new Date(now.getTime() + windowSeconds * 1000) };
    this.set(key, usage);
    return usage;
  }

  async giveBack(key: string, now: Date): Promise<void> {
    const before = this.counted.get(key) ?? this.load(key);
    if (before && before.endsAt > now && before.used > 0) this.set(key, { ...before, used: before.used - 1 });
  }

  async countReached(beginning: string, most: number, now: Date): Promise<number> {
    return this.reached(beginning, most, now).length;
  }

  async listReached({ beginning, most, limit }: Reached, now: Date): Promise<Window[]> {
    const longestFirst = this.reached(beginning, most, now).sort((a, b) => b.endsAt.getTime() - a.endsAt.getTime());
    return longestFirst.slice(0, limit);
  }

  async purge(now: Date): Promise<void> {
    for (const [key, { endsAt }] of this.counted) if (endsAt <= now) this.counted.delete(key);
    await this.database.write(() => this.queries.purge.run({ now: now.getTime() }));
  }

  private reached(beginning: string, most: number, now: Date): Window[] {
    const counted = [...this.counted].map(([key, usage]) => ({ key, ...usage }));
    const end = `${beginning}\u{10ffff}`;
    const stored = this.queries.listReached.all({ beginning, end, most, now: now.getTime() });
    const elsewhere = stored.filter(({ key }) => !this.counted.has(key));
    return [
      ...counted.filter(({ key, used, endsAt }) => key.startsWith(beginning) && used >= most && endsAt > now),
      ...elsewhere.map(({ key, used, ends_at }) => ({ key, used, endsAt: new Date(ends_at) })),
    ];
  }

  private set(key: string, usage: Usage): void {
    this.counted.set(key, usage);
    this.persist(key);
  }

  /**
   * One row a key and commit, however often it was counted. If the commit fails so does the request's own write, which is
   * in the same transaction and is waited for; the next use of the key writes it again.
   */
  private persist(key: string): void {
    if (this.unsaved.size === 0) this.database.write(() => this.save()).catch(() => this.unsaved.clear());
    this.unsaved.add(key);
  }

  private save(): void {
    const keys = [...this.unsaved];
    this.unsaved.clear();
    for (const key of keys) {
      const usage = this.counted.get(key);
      if (usage) this.queries.put.run({ key, used: usage.used, ends_at: usage.endsAt.getTime() });
    }
  }

  private load(key: string): Usage | undefined {
    const row = this.queries.find.first({ key });
    return row && { used: row.used, endsAt: new Date(row.ends_at) };
  }
}

type Search = { beginning: string; end: string; most: number; now: number };

function prepareQueries(database: SqliteDatabase) {
  return {
    find: database.prepare<{ key: string }, LimitRow>((db, param) =>
      db.selectFrom('limits').selectAll().where('key', '=', param('key')),
    ),
    listReached: database.prepare<Search, LimitRow>((db, param) =>
      db
        .selectFrom('limits')
        .selectAll()
        .where('key', '>=', param('beginning'))
        .where('key', '<', param('end'))
        .where('used', '>=', param('most'))
        .where('ends_at', '>', param('now')),
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
