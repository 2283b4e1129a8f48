import { giveWay, PAGE, paged } from '../paging';
import type { SqliteDatabase } from '../persistence/sqlite/sqlite.database';
import { LimitRepository, type Reached, type Usage, type Window } from './limit.repository';
import { limitTable } from './limit.table';

/**
 * Only this process has the file open, so the count in memory is the true one. It is written in the group commit of the
 * request's next write, so there is no commit of its own to wait for.
 */
export class SqliteLimitRepository extends LimitRepository {
  private readonly counted = new Map<string, Usage>();
  private readonly unsaved = new Set<string>();
  private saved: Promise<void> = Promise.resolve();
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
    const reached = this.reached(beginning, most, now);
    let count = 0;
    while (!(await reached.next()).done) count++;
    return count;
  }

  async listReached({ beginning, most, limit }: Reached, now: Date): Promise<Window[]> {
    let longest: Window[] = [];
    for await (const window of this.reached(beginning, most, now)) {
      longest.push(window);
      if (longest.length > 2 * limit) longest = longestFirst(longest).slice(0, limit);
    }
    return longestFirst(longest).slice(0, limit);
  }

  async purge(now: Date): Promise<void> {
    for (const [key, { endsAt }] of this.counted) {
      if (endsAt <= now) this.counted.delete(key);
      await giveWay();
    }
    const over = { now: now.getTime(), limit: PAGE };
    while ((await this.database.write(() => this.queries.purge.run(over))) === PAGE);
  }

  /** Saves first what is only in memory: then all rows are in the order of their keys, to be read page by page. */
  private async *reached(beginning: string, most: number, now: Date): AsyncGenerator<Window> {
    await this.saved;
    const end = `${beginning}\u{10ffff}`;
    const windows = paged<Window>(async (last, limit) =>
      this.queries.listFrom.all({ after: last?.key ?? beginning, end, limit }).map(limitTable.fromRow),
    );
    for await (const window of windows) {
      const { used, endsAt } = this.counted.get(window.key) ?? window;
      if (used >= most && endsAt > now) yield { key: window.key, used, endsAt };
    }
  }

  private set(key: string, usage: Usage): void {
    this.counted.set(key, usage);
    this.persist(key);
  }

  /**
   * Writes one row per key and commit, however often the key was counted. If the commit fails, so does the request's
   * own write, which is in the same transaction and is waited for; the next use of the key writes it again.
   */
  private persist(key: string): void {
    if (this.unsaved.size === 0)
      this.saved = this.database.writeLast(() => this.save()).catch(() => this.unsaved.clear());
    this.unsaved.add(key);
  }

  private save(): void {
    const keys = [...this.unsaved];
    this.unsaved.clear();
    for (const key of keys) {
      const usage = this.counted.get(key);
      if (usage) this.queries.put.run(limitTable.toRow({ key, ...usage }));
    }
  }

  private load(key: string): Usage | undefined {
    const row = this.queries.find.first({ key });
    return row && limitTable.fromRow(row);
  }
}

const longestFirst = (windows: readonly Window[]): Window[] =>
  windows.toSorted((one, other) => other.endsAt.getTime() - one.endsAt.getTime());

function prepareQueries(database: SqliteDatabase) {
  const { insert, select } = limitTable;
  return {
    find: database.query(`${select} WHERE key = :key`),
    listFrom: database.query(`${select} WHERE key > :after AND key < :end ORDER BY key LIMIT :limit`),
    put: database.query(`${insert} ON CONFLICT (key) DO UPDATE SET used = excluded.used, ends_at = excluded.ends_at`),
    purge: database.query(
      'DELETE FROM limits WHERE key IN (SELECT key FROM limits WHERE ends_at <= :now LIMIT :limit)',
    ),
  };
}
