import type { SqliteDatabase } from '../../persistence/sqlite/sqlite.database';
import { PortraitRepository, type Portrait } from './portrait.repository';
import { portraitTable } from './portrait.table';

export class SqlitePortraitRepository extends PortraitRepository {
  private readonly queries: ReturnType<typeof prepareQueries>;

  constructor(private readonly database: SqliteDatabase) {
    super();
    this.queries = prepareQueries(database);
  }

  async find(userId: string): Promise<Portrait | undefined> {
    const row = this.queries.find.first({ userId });
    return row && portraitTable.fromRow(row);
  }

  async keep(portrait: Portrait): Promise<void> {
    await this.database.write(() => this.queries.keep.run(portraitTable.toRow(portrait)));
  }

  eraseFetched(before: Date, limit: number): Promise<number> {
    return this.database.write(() => this.queries.eraseFetched.run({ before: before.getTime(), limit }));
  }
}

function prepareQueries(database: SqliteDatabase) {
  const { insert, select } = portraitTable;
  return {
    find: database.query(`${select} WHERE user_id = :userId`),
    keep: database.query(
      `${insert} ON CONFLICT (user_id) DO UPDATE SET fetched_at = excluded.fetched_at, jpeg = excluded.jpeg`,
    ),
    eraseFetched: database.query(
      `DELETE FROM portraits WHERE user_id IN
         (SELECT user_id FROM portraits WHERE fetched_at < :before ORDER BY fetched_at LIMIT :limit)`,
    ),
  };
}
