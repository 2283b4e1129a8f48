import { Logger } from '@nestjs/common';
import { DatabaseRefused } from '../database';
import { openConnection, pragma, type SqliteConnection } from './sqlite.driver';
import { fillings, migrations } from './sqlite.migrations';

/** Everything in a schema, by name. What SQLite keeps for itself, such as statistics, is left out. */
const SHAPES = `
  WITH tables AS (
    SELECT name, wr, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'
  )
  SELECT 'table ' || name AS name, wr || strict AS shape FROM tables
  UNION ALL
  SELECT 'column ' || t.name || '.' || c.name, c.type || ' ' || c."notnull" || ' ' || c.pk || ' ' || coalesce(c.dflt_value, '')
    FROM tables AS t, pragma_table_info(t.name) AS c
  UNION ALL
  SELECT type || ' ' || name, coalesce(sql, (SELECT group_concat(c.name) FROM pragma_index_info(s.name) AS c))
    FROM sqlite_schema AS s WHERE type <> 'table'`;

/** How stores written under an earlier form of an entry differ: by mistake, some were edited after they had landed. */
const EDITED: ReadonlySet<string> = new Set([
  'column verifications.start_id',
  'index sqlite_autoindex_verifications_3',
  'column users.name_key',
  'index users_name',
  'index verifications_unsent',
  'index idempotency_keys_created',
  'column sessions.device_id',
]);
const EDITED_TABLES = ['verifications', 'users', 'idempotency_keys', 'sessions'];
const TOLD_AT_MOST = 3;
/** Added to the version while a store is being copied in: versions that do not know it take it for a newer one. */
const UNFINISHED = 1_000_000;

const shapesByVersion = new Map<number, Map<string, string>>();

/** @throws DatabaseRefused unless the file was left by this version or an earlier one */
export function bringUpToDate(connection: SqliteConnection): void {
  const { version, differences } = inspect(connection);
  mend(connection, version, differences);
  migrations.slice(version).forEach((sql, index) => {
    const next = version + index + 1;
    connection.exec(`BEGIN; ${sql}`);
    fillings[next]?.(connection);
    connection.exec(`PRAGMA user_version = ${next}; COMMIT;`);
  });
  if (version < migrations.length) assertAsExpected(differencesTo(connection, migrations.length), migrations.length);
}

/**
 * Prepares a file to be filled from another store, or continues with one as it was left. The mark comes with the tables
 * and goes with `finishCopy`: until then the file is refused by all that open a store.
 * @throws DatabaseRefused if another version began the copy
 */
export function beginCopy(connection: SqliteConnection): void {
  const version = userVersionOf(connection);
  if (version === UNFINISHED + migrations.length) return;
  if (version >= UNFINISHED)
    throw new DatabaseRefused('another version of Telega2Go began this copy: delete the file, and start again');
  connection.exec(`BEGIN; ${migrations.join(';')}; PRAGMA user_version = ${UNFINISHED + migrations.length}; COMMIT;`);
}

/** Makes the copy a store like any other. */
export function finishCopy(connection: SqliteConnection): void {
  connection.exec(`PRAGMA user_version = ${migrations.length}`);
}

/** True for a file with nothing in it, and for a copy that was not finished. */
export function takesCopy(connection: SqliteConnection): boolean {
  const version = userVersionOf(connection);
  return version >= UNFINISHED || (version === 0 && shapesOf(connection).size === 0);
}

/** @throws DatabaseRefused if the file is a copy that was not finished */
export function assertFinished(connection: SqliteConnection): void {
  if (userVersionOf(connection) >= UNFINISHED)
    throw new DatabaseRefused(
      'it is a copy that was not finished: finish it by the same npm run data -- copy, or delete it',
    );
}

const userVersionOf = (connection: SqliteConnection): number => pragma(connection, 'user_version') as number;

/** Two entries once changed places: a store that has the later one lacks the one before it. */
function versionOf(connection: SqliteConnection): number {
  const version = userVersionOf(connection);
  return version === 14 && shapesOf(connection).has('column sessions.used_tokens') ? 15 : version;
}

/** @throws DatabaseRefused for an unfinished copy, and a schema of no version up to this one @returns the version */
export const assertOurs = (connection: SqliteConnection): number => inspect(connection).version;

type Found = Readonly<{ version: number; differences: readonly string[] }>;

function inspect(connection: SqliteConnection): Found {
  assertFinished(connection);
  const version = versionOf(connection);
  if (version > migrations.length) throw new DatabaseRefused('the file was written by a newer version of Telega2Go');
  const differences = differencesTo(connection, version);
  assertAsExpected(differences.filter(isUnknown), version);
  return { version, differences };
}

/** The names of the tables that a store of this version has. */
export function tablesAt(version: number): string[] {
  const tables = [...shapesAt(version).keys()].filter((name) => name.startsWith('table '));
  return tables.map((name) => name.slice('table '.length));
}

const isUnknown = (name: string): boolean => !EDITED.has(name);

/** Repairs a store from before an entry was edited, before anything is built upon it. */
function mend(connection: SqliteConnection, version: number, differences: readonly string[]): void {
  if (differences.length === 0) return;
  const expected = expectedAt(version);
  connection.exec('BEGIN');
  for (const table of EDITED_TABLES) rebuild(connection, expected, table);
  if (differences.includes('column users.name_key')) fillings[5]?.(connection);
  connection.exec(`PRAGMA user_version = ${version}; COMMIT;`);
  expected.close();
  new Logger('SQLite').log(`brought the schema of version ${version} into line: ${differences.join(', ')}`);
}

function rebuild(connection: SqliteConnection, expected: SqliteConnection, table: string): void {
  const columnsOf = (of: SqliteConnection) =>
    (of.prepare('SELECT name FROM pragma_table_info(?)').all(table) as { name: string }[]).map(({ name }) => name);
  const there = new Set(columnsOf(connection));
  const columns = columnsOf(expected).filter((name) => there.has(name));
  const made = expected
    .prepare(`SELECT sql FROM sqlite_schema WHERE tbl_name = ? AND sql IS NOT NULL ORDER BY type = 'index'`)
    .all(table) as { sql: string }[];
  const [create, ...indexes] = made.map(({ sql }) => sql);
  connection.exec(`
    ALTER TABLE ${table} RENAME TO before;
    ${create};
    INSERT INTO ${table} (${columns.join()}) SELECT ${columns.join()} FROM before;
    DROP TABLE before;
    ${indexes.join(';')}`);
}

function assertAsExpected(differences: readonly string[], version: number): void {
  if (differences.length === 0) return;
  if (version === 0) throw new DatabaseRefused('another program wrote it');
  const more = differences.length > TOLD_AT_MOST ? ` and ${differences.length - TOLD_AT_MOST} more` : '';
  const told = `${differences.slice(0, TOLD_AT_MOST).join(', ')}${more}`;
  throw new DatabaseRefused(`its schema is not that of version ${version}: ${told}`);
}

/** The names of what is missing, extra or different, compared with what the entries up to this version create. */
function differencesTo(connection: SqliteConnection, version: number): string[] {
  const [expected, found] = [shapesAt(version), shapesOf(connection)];
  return [...new Set([...expected.keys(), ...found.keys()])].filter((name) => expected.get(name) !== found.get(name));
}

/** An empty store of this version, in memory. */
function expectedAt(version: number): SqliteConnection {
  const fresh = openConnection(':memory:', 0);
  fresh.exec(migrations.slice(0, version).join(';'));
  return fresh;
}

/** Cached: running all entries takes longer than comparing their results. */
function shapesAt(version: number): Map<string, string> {
  const known = shapesByVersion.get(version);
  if (known) return known;
  const expected = expectedAt(version);
  const shapes = shapesOf(expected);
  expected.close();
  shapesByVersion.set(version, shapes);
  return shapes;
}

function shapesOf(connection: SqliteConnection): Map<string, string> {
  const rows = connection.prepare(SHAPES).all() as { name: string; shape: string }[];
  return new Map(rows.map(({ name, shape }) => [name, shape]));
}
