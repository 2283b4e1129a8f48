import type { SqliteDatabase } from '../persistence/sqlite/sqlite.database';
import type { Kind } from './kind';
import { AT_ONCE, Records } from './records';

export class SqliteRecords extends Records {
  constructor(private readonly database: SqliteDatabase) {
    super();
  }

  async count({ name }: Kind): Promise<number> {
    return this.database.query<object, { count: number }>(`SELECT count(*) AS count FROM ${name}`).only({}).count;
  }

  async *read({ table, key }: Kind, skipped = 0): AsyncGenerator<readonly object[]> {
    const columns = key.join();
    const behind = `(${columns}) > (${key.map((column) => `:${column}`).join()})`;
    const first = this.database.query(`${table.select} ORDER BY ${columns} LIMIT :limit OFFSET :skipped`);
    const next = this.database.query(`${table.select} WHERE ${behind} ORDER BY ${columns} LIMIT :limit`);
    let rows = first.all({ limit: AT_ONCE, skipped });
    while (rows.length > 0) {
      yield rows.map(table.fromRow);
      rows = next.all({ ...rows.at(-1), limit: AT_ONCE });
    }
  }

  async append({ table }: Kind, records: readonly object[]): Promise<void> {
    const insert = this.database.query(table.insert);
    const rows = records.map(table.toRow);
    await this.database.write(() => rows.forEach((row) => insert.run(row)));
  }
}
