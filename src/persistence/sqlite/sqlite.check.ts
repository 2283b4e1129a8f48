import { statSync } from 'node:fs';
import { Logger } from '@nestjs/common';
import { DatabaseRefused } from '../database';
import { pragma, type SqliteConnection } from './sqlite.driver';

/** A smaller file is read through in a moment. */
const LARGE_BYTES = 64 * 1024 * 1024;

const bytesOf = (path: string): number =>
  ['', '-wal'].reduce((sum, suffix) => sum + (statSync(path + suffix, { throwIfNoEntry: false })?.size ?? 0), 0);

/** Opening a large file may take from seconds to minutes. */
export const isLarge = (path: string): boolean => bytesOf(path) > LARGE_BYTES;

/**
 * Checks that the file can be read to its end; a large one only if it was not closed cleanly, table by table.
 * @throws DatabaseRefused if it is damaged
 */
export function assertWhole(connection: SqliteConnection, path: string, wasClosed: boolean): void {
  if (!isLarge(path)) return assertOk(connection, 'quick_check(1)');
  if (wasClosed) return;
  const logger = new Logger('SQLite');
  const megabytes = Math.round(bytesOf(path) / 1024 / 1024);
  logger.log(`checking the SQLite file, ${megabytes} MB, after an unclean shutdown`);
  const tables = connection.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table'`).all() as { name: string }[];
  tables.forEach(({ name }, index) => {
    assertOk(connection, `quick_check('${name}')`);
    logger.log(`checked ${index + 1} of ${tables.length} tables (${name})`);
  });
}

function assertOk(connection: SqliteConnection, check: string): void {
  if (pragma(connection, check) !== 'ok') throw new DatabaseRefused('the file is damaged');
}
