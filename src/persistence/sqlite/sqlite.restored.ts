import { Logger } from '@nestjs/common';
import { clock } from '../../clock';
import type { SqliteConnection } from './sqlite.driver';

/** The row of `probe` that only a copy has, never a store in use. */
const MARK = 2;

/** Marks a copy as one, with its time: however the copy comes back, the start finds the mark. */
export function mark(connection: SqliteConnection, at: Date): void {
  connection.prepare('INSERT OR IGNORE INTO probe VALUES (?, ?)').run(MARK, at.getTime());
}

export function markOf(connection: SqliteConnection): Date | undefined {
  const row = connection.prepare('SELECT at FROM probe WHERE id = ?').get(MARK) as { at: number } | undefined;
  return row && new Date(row.at);
}

/**
 * For all we know, what was alive in the copy has been used, sent, told or ended since: it is over. Codes and links
 * made after the copy must not recur either, so generations continue where none has been.
 */
export function endRestored(connection: SqliteConnection): void {
  const taken = markOf(connection);
  if (!taken) return;
  const now = clock.now().getTime();
  const wall = clock.wall().getTime();
  const atMostNow = (column: string) => `${column} = min(${column}, ${now})`;
  connection.exec(`
    BEGIN;
    UPDATE verifications SET generation = generation + 1000 + abs(random() % 1000000), untold = NULL,
      ${['start_expires_at', 'deadline_at', 'expires_at', 'resend_at'].map(atMostNow).join()};
    UPDATE deliveries SET state = 'sent', sent_at = requested_at, delete_at = ${now}
      WHERE state IN ('queued', 'sending') AND message_id IS NOT NULL;
    UPDATE deliveries SET state = 'failed', error = 'restored', due_at = NULL, holder = NULL
      WHERE state IN ('queued', 'sending');
    UPDATE deliveries SET due_at = ${now}, ${atMostNow('delete_at')}, holder = NULL WHERE state = 'sent' AND due_at IS NOT NULL;
    UPDATE sessions SET ended_at = coalesce(ended_at, ${wall}), expires_at = min(expires_at, ${wall});
    UPDATE webhooks SET state = 'failed', due_at = NULL, holder = NULL, ended_at = ${now} WHERE due_at IS NOT NULL;
    UPDATE users SET untold = NULL WHERE untold IS NOT NULL;
    DELETE FROM probe WHERE id = ${MARK};
    COMMIT;`);
  new Logger('SQLite').warn(
    `the store was restored from a backup of ${taken.toISOString()}: codes, sessions and what was still to be sent are over`,
  );
}
