import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseRefused } from '../database';
import { SqliteDatabase } from './sqlite.database';
import { openConnection, type SqliteConnection } from './sqlite.driver';
import { aTemporaryFolder } from '../../../test/harness/sqlite.store';
import { migrations } from './sqlite.migrations';

/** The hash of each entry as it landed. A new entry adds its own; the others never change. */
const LANDED = [
  'f52879',
  '26a890',
  '8926da',
  'd3e87a',
  '535d1e',
  '2dc194',
  '74bd51',
  'da6284',
  '6c16b9',
  'ded539',
  '684cfe',
  'caa390',
  '56efdf',
  '9322f4',
  'b47606',
  '14a144',
  '8f80eb',
  'e4fc89',
  '599c71',
  'ce92f0',
  'b3cff3',
  '34a631',
  '5eca8f',
  'bd4cec',
  'ae8cd3',
  '2f9e56',
  'd88cae',
  '2425ce',
  '663b32',
  '41b985',
  'e20085',
  '65c28b',
  '62fbfe',
];

const hashOf = (sql: string): string => createHash('sha256').update(sql).digest('hex').slice(0, 6);

it('leaves each entry as it landed', () => expect(migrations.map(hashOf)).toEqual(LANDED));

/** Removes the line with `text` from an entry, with the comments above it. */
function without(sql: string, text: string): string {
  const lines = sql.split('\n');
  const last = lines.findIndex((line) => line.includes(text));
  let first = last;
  while (lines[first - 1]!.trim().startsWith('--')) first--;
  return [...lines.slice(0, first), ...lines.slice(last + 1)].join('\n');
}

const [first, , , , fifth] = migrations as [string, string, string, string, string];
const unnamed = without(without(fifth, 'users_name'), 'ADD COLUMN name_key').replace(
  '  CREATE INDEX users_username',
  `  -- Administrators look for people by how a name, a username or an e-mail begins, and for those who may not come in.
  CREATE INDEX users_name ON users (lower(name));
  CREATE INDEX users_username`,
);
const unsent = without(unnamed, 'verifications_unsent');
const withoutGap = (sql: string) => sql.replace(/\n\n\n/, '\n\n');

/** Entries as they were at commits whose last entry was edited after it had landed, with the hash it had then. */
const edited = [
  ['355dae5', 1, first.replace('    nonce', '    start_id TEXT NOT NULL UNIQUE,\n    nonce'), 'db0f28'],
  ['43dc091', 5, unnamed, '049d7b'],
  ['af6adce', 5, unsent, '1abda8'],
  ['fbbeec7', 5, withoutGap(without(unsent, 'idempotency_keys_created')), '776ba6'],
] as const;

let folder: ReturnType<typeof aTemporaryFolder>;
let path: string;

beforeEach(() => {
  folder = aTemporaryFolder();
  path = join(folder.path, 'store.sqlite');
});
afterEach(() => folder.remove());

type Column = { table: string; name: string; type: string };

const tablesOf = (connection: SqliteConnection): Map<string, string[]> => {
  const columns = connection
    .prepare(
      `SELECT t.name AS "table", c.name, c.type FROM pragma_table_list AS t, pragma_table_info(t.name) AS c
       WHERE t.schema = 'main' AND t.name NOT LIKE 'sqlite_%'`,
    )
    .all() as Column[];
  const tables = new Map<string, string[]>();
  for (const { table, name, type } of columns) tables.set(table, [...(tables.get(table) ?? []), `${name} ${type}`]);
  return tables;
};

/** Puts one row of plain values into each table. */
function fill(connection: SqliteConnection): void {
  for (const [table, columns] of tablesOf(connection)) {
    const names = columns.map((column) => column.split(' ')[0]);
    const values = columns.map((column) =>
      column === 'name TEXT' ? `'Łucja'` : column.endsWith('TEXT') ? `'1'` : column.endsWith('BLOB') ? `x'01'` : '1',
    );
    connection.exec(`INSERT INTO ${table} (${names.join()}) VALUES (${values.join()})`);
  }
}

/** Leaves a store as a program with these entries would. @returns its tables */
function leave(entries: readonly string[]): string[] {
  const connection = openConnection(path, 0);
  for (const entry of entries) connection.exec(entry);
  connection.exec(`PRAGMA user_version = ${entries.length}`);
  fill(connection);
  const tables = [...tablesOf(connection).keys()];
  connection.close();
  return tables;
}

/** Opens the store with the newest program, and reports what it then holds. */
async function open() {
  const database = SqliteDatabase.open(path);
  const connection = Reflect.get(database, 'connection') as SqliteConnection;
  const tables = tablesOf(connection);
  const rows = [...tables.keys()].filter((table) => connection.prepare(`SELECT * FROM ${table}`).all().length === 1);
  const keys = connection.prepare('SELECT name_key FROM users').all();
  const indexes = connection.prepare(`SELECT name FROM sqlite_schema WHERE type = 'index' ORDER BY name`).all();
  const version = connection.prepare('PRAGMA user_version').get();
  await database.close();
  return { tables: Object.fromEntries(tables), indexes, rows, keys, version };
}

let fresh: Awaited<ReturnType<typeof open>> | undefined;

/** Made once: it is always the same. */
async function aFreshOne() {
  if (fresh) return fresh;
  const there = path;
  path = join(folder.path, 'fresh.sqlite');
  fresh = await open();
  path = there;
  return fresh;
}

async function expectToBeUpToDate(tables: readonly string[], keys: readonly object[]): Promise<void> {
  const opened = await open();
  expect(opened).toEqual({ ...(await aFreshOne()), rows: expect.arrayContaining([...tables]), keys });
}

describe('a store that was left at', () => {
  it.each(migrations.map((_, index) => index + 1))('version %i opens, with all that is in it', async (version) => {
    const tables = leave(migrations.slice(0, version));
    await expectToBeUpToDate(tables, [{ name_key: version < 5 ? 'łucja' : '1' }]);
  });

  describe.each(edited)('commit %s, whose entry %i was edited later,', (_, version, entry, hash) => {
    it('is played here as it was', () => expect(hashOf(entry)).toBe(hash));

    // The entries after it ran as well; only then was the start refused.
    it.each([0, 1, 3])('opens, and %i versions later, too', async (further) => {
      const after = migrations.slice(version, version + further);
      const tables = leave([...migrations.slice(0, version - 1), entry, ...after]);
      await expectToBeUpToDate(tables, [{ name_key: 'łucja' }]);
    });
  });

  it('commit e7b0343, where the fifteenth entry was the fourteenth, opens and forgets no used token', async () => {
    const tables = leave([...migrations.slice(0, 13), migrations[14]!]);
    await expectToBeUpToDate(tables, [{ name_key: '1' }]);
    const connection = openConnection(path, 0);
    expect(connection.prepare('SELECT used_tokens, device_id FROM sessions').get()).toEqual({
      used_tokens: '1',
      device_id: null,
    });
    connection.close();
  });
});

it('a row that told its kind by other fields says it from now on', async () => {
  leave(migrations.slice(0, 27));
  const connection = openConnection(path, 0);
  const put = (id: string, verification: string, deadline: number) =>
    connection.exec(`INSERT INTO deliveries SELECT '${id}', '${verification}', bot_id, chat_id, language, state, due_at,
      holder, claims, attempts, removal_attempts, interrupted, error, 5, ${deadline}, message_id, sent_at, delete_at,
      deleted_at, steps, turn_at FROM deliveries WHERE id = '1'`);
  put('a message', 'v', 9);
  put('a removal', 'v', 5);
  put('a test', 'test', 9);
  put('the removal of a test', 'test', 5);
  connection.exec(`DELETE FROM deliveries WHERE id = '1'`);
  connection.close();
  const database = SqliteDatabase.open(path);
  const kinds = database.query<object, { id: string; kind: string }>('SELECT id, kind FROM deliveries ORDER BY id');
  expect(kinds.all({}).map(({ id, kind }) => `${id}: ${kind}`)).toEqual([
    'a message: message',
    'a removal: removal',
    'a test: test',
    'the removal of a test: removal',
  ]);
  await database.close();
});

describe('a start is refused in one line that names', () => {
  const refusalOf = (): string => {
    try {
      void SqliteDatabase.open(path).close();
    } catch (error) {
      expect(error).toBeInstanceOf(DatabaseRefused);
      return (error as Error).message;
    }
    throw new Error('the file was taken');
  };

  it.each([
    ['a column that is not there', 'ALTER TABLE users DROP COLUMN phone', 'column users.phone'],
    ['a column too many', 'ALTER TABLE users ADD COLUMN shoe_size INTEGER', 'column users.shoe_size'],
    ['an index that is not there', 'DROP INDEX deliveries_due', 'index deliveries_due'],
    ['an index that is another', 'DROP INDEX users_email; CREATE INDEX users_email ON users (id)', 'index users_email'],
    ['a table that is not there', 'DROP TABLE probe', 'table probe'],
    ['a trigger', 'CREATE TRIGGER t AFTER DELETE ON users BEGIN DELETE FROM audit; END', 'trigger t'],
  ])('%s, and changes nothing', async (_, sql, name) => {
    leave(migrations);
    const connection = openConnection(path, 0);
    connection.exec(sql);
    connection.close();
    const refusal = refusalOf();
    expect(refusal).toContain(`its schema is not that of version ${migrations.length}: ${name}`);
    expect(refusal).not.toContain('\n');
    expect(refusalOf()).toBe(refusal);
  });

  it('the columns that an earlier version lacks, before anything is brought up to date', () => {
    leave(migrations.slice(0, 7));
    const connection = openConnection(path, 0);
    connection.exec('ALTER TABLE chats DROP COLUMN paused_at');
    connection.close();
    expect(refusalOf()).toContain('its schema is not that of version 7: column chats.paused_at');
  });

  it('another program', () => {
    const connection = openConnection(path, 0);
    connection.exec('CREATE TABLE moz_places (id)');
    connection.close();
    expect(refusalOf()).toContain('another program wrote it');
  });
});
