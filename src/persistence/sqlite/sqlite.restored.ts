import { Logger } from '@nestjs/common';
import { clock } from '../../clock';
import type { SqliteConnection } from './sqlite.driver';

/** The row of `probe` that a copy carries, and no store in use. */
const MARK = 2;

/** Says in a copy that it is one, and of when: whichever way it comes back, the start finds it. */
export function mark(connection: SqliteConnection, at: Date): void {
  connection.prepare('INSERT OR IGNORE INTO probe VALUES (?, ?)').run(MARK, at.getTime());
}

export function markOf(connection: SqliteConnection): Date | undefined {
  const row = connection.prepare('SELECT at FROM probe WHERE id = ?').get(MARK) as { at: number } | undefined;
  return row && new Date(row.at);
}

/**
 * What was alive in a copy has been used, sent, told or ended since, for all that we know: it is over. Codes and links that
 * were made after the copy must not come again either, so generations go on from where none of them was.
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
