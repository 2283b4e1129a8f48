import { Logger } from '@nestjs/common';
import { clock } from '../../clock';
import type { Lives } from '../lives';
import type { SqliteConnection } from './sqlite.driver';

/** Further ahead than any mix-up of time zones explains: then the newest time is wrong, not the wall clock. */
const CREDIBLE_MS = 25 * 3_600_000;
const WORTH_TELLING_MS = 1_000;

/** Each is the last entry of an index, or among the few rows that are still alive. */
const NEWEST: readonly (readonly [table: string, column: string, newest: string])[] = [
  [
    'verifications',
    'created_at',
    'SELECT at FROM (SELECT created_at AS at FROM verifications ORDER BY id DESC LIMIT 1)',
  ],
  ['deliveries', 'requested_at', 'SELECT at FROM (SELECT requested_at AS at FROM deliveries ORDER BY id DESC LIMIT 1)'],
  ['deliveries', 'sent_at', 'SELECT max(sent_at) AS at FROM deliveries WHERE due_at IS NOT NULL'],
  ['sessions', 'used_at', 'SELECT at FROM (SELECT used_at AS at FROM sessions ORDER BY expires_at DESC LIMIT 1)'],
  ['idempotency_keys', 'created_at', 'SELECT max(created_at) AS at FROM idempotency_keys'],
  ['handled_updates', 'taken_at', 'SELECT max(taken_at) AS at FROM handled_updates'],
];

/** The latest time recorded; of a store that an earlier version left, in the columns that it has. */
export function newestTime(connection: SqliteConnection): Date | undefined {
  const has = connection.prepare('SELECT 1 FROM pragma_table_info(?) WHERE name = ?');
  const there = NEWEST.filter(([table, column]) => has.get(table, column) !== undefined);
  const all = there.map(([, , newest]) => newest).join(' UNION ALL ');
  const { newest } = connection.prepare(`SELECT max(at) AS newest FROM (${all})`).get() as { newest: number | null };
  return newest === null ? undefined : new Date(newest);
}

/** If the wall clock was set back since the last run, time goes on from `newest`: what was over must stay over. */
export function goOnFrom(newest: Date | undefined, connection: SqliteConnection, lives: Lives): void {
  if (!newest) return;
  const aheadMs = newest.getTime() - clock.now().getTime();
  if (aheadMs <= 0) return;
  const logger = new Logger('SQLite');
  const found = `the newest record is ${Math.round(aheadMs / 1000)} s ahead of the clock`;
  if (aheadMs > CREDIBLE_MS) {
    endBeyond(connection, lives, clock.now().getTime());
    logger.warn(`${found}: implausible, so the clock is used, and what was alive by that record is over`);
    return;
  }
  clock.follow(newest.getTime(), 0);
  if (aheadMs > WORTH_TELLING_MS) logger.warn(`${found}, which was set back: time goes on from that record`);
}

/** Sets impossible times to now: what is due later than anything can be, and past events that lie ahead. */
function endBeyond(connection: SqliteConnection, lives: Lives, now: number): void {
  const columnsOf = connection.prepare('SELECT name FROM pragma_table_info(?)');
  connection.exec('BEGIN');
  for (const [collection, fields] of Object.entries(lives)) {
    const table = nameOf(collection);
    const there = new Set((columnsOf.all(table) as { name: string }[]).map(({ name }) => name));
    const latest = Object.entries(fields)
      .map(([field, life]) => [nameOf(field), now + life] as const)
      .filter(([column]) => there.has(column));
    const isBeyond = latest.map(([column, most]) => `${column} > ${most}`);
    const changes = latest.map(([column], index) => `${column} = iif(${isBeyond[index]}, ${now}, ${column})`);
    connection.exec(`UPDATE ${table} SET ${changes.join()} WHERE ${isBeyond.join(' OR ')}`);
  }
  connection.exec('COMMIT');
}

const nameOf = (field: string): string => field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
