import { sql } from 'kysely';
import { idsSince, type Stretch } from '../ids';
import type { SqliteDatabase } from '../persistence/sqlite.database';
import { VerificationHistory, type Course } from './verification.history';
import { courseColumns, toCourse, type CourseRow } from './verification.row';

export class SqliteVerificationHistory extends VerificationHistory {
  private readonly queries: ReturnType<typeof prepareQueries>;

  constructor(private readonly database: SqliteDatabase) {
    super();
    this.queries = prepareQueries(database);
  }

  async read(stretch: Stretch): Promise<Course[]> {
    return this.queries.read.all(stretch).map(toCourse);
  }

  eraseOver(before: Date, limit: number): Promise<number> {
    const range = { end: idsSince(before), before: before.getTime(), limit };
    return this.database.write(() => this.queries.eraseOver.run(range));
  }
}

const prepareQueries = (database: SqliteDatabase) => ({
  read: database.prepare<Stretch, CourseRow>((db, param) =>
    db
      .selectFrom('verifications')
      .select(courseColumns)
      .where('id', '>', param('after'))
      .where('id', '<', param('end'))
      .orderBy('id')
      .limit(param('limit')),
  ),
  /** Ids tell when it began, which needs no index; the times, whether it went on for longer. */
  eraseOver: database.prepare<{ end: string; before: number; limit: number }>((db, param) =>
    db.deleteFrom('verifications').where('id', 'in', (eb) =>
      eb
        .selectFrom('verifications')
        .select('id')
        .where('id', '<', param('end'))
        .where('start_expires_at', '<', param('before'))
        .where('resend_at', '<', param('before'))
        .where((row) => row(row.fn.coalesce('deadline_at', sql.lit(0)), '<', param('before')))
        .where((row) => row(row.fn.coalesce('expires_at', sql.lit(0)), '<', param('before')))
        .where((row) => row(row.fn.coalesce('ended_at', sql.lit(0)), '<', param('before')))
        .orderBy('id')
        .limit(param('limit')),
    ),
  ),
});
