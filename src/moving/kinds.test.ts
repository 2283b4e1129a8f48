import { declared } from '../stores/mongo.store';
import { openConnection } from '../persistence/sqlite/sqlite.driver';
import { migrations } from '../persistence/sqlite/sqlite.migrations';
import { kinds } from './kinds';

/** What a copy leaves behind: the store's own bookkeeping, and which instances are at work on it. */
const LEFT_BEHIND = {
  tables: ['probe'],
  collections: ['instances', 'probes', 'schemaVersions'],
  /** Written by earlier versions, and no longer read. */
  columns: ['sessions.rotated_at', 'verifications.denied'],
};

const sorted = (names: readonly string[]): string[] => [...names].sort();

describe('a copy of a store', () => {
  it('takes along every column of every table', () => {
    const connection = openConnection(':memory:', 0);
    connection.exec(migrations.join(';'));
    const there = connection
      .prepare(
        `SELECT t.name || '.' || c.name AS name FROM pragma_table_list AS t, pragma_table_info(t.name) AS c
         WHERE t.schema = 'main' AND t.name NOT LIKE 'sqlite_%'`,
      )
      .all() as { name: string }[];
    connection.close();
    const taken = kinds.flatMap(({ name, table }) => table.columns.split(', ').map((column) => `${name}.${column}`));
    const left = (name: string) => LEFT_BEHIND.tables.some((table) => name.startsWith(`${table}.`));
    const expected = there.map(({ name }) => name).filter((name) => !left(name));
    expect(sorted([...taken, ...LEFT_BEHIND.columns])).toEqual(sorted(expected));
  });

  it('takes along every collection', () => {
    const taken = kinds.map(({ collection }) => collection);
    expect(sorted([...taken, ...LEFT_BEHIND.collections])).toEqual(sorted(Object.keys(declared)));
  });
});
