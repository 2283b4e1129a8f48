import { sql } from 'kysely';
import { idsSince, type Stretch } from '../ids';
import type { SqliteDatabase } from '../persistence/sqlite.database';
import { toDate, type VerificationRow } from '../persistence/sqlite.schema';
import type { Door, Failure, Purpose, Status } from './verification';
import { VerificationHistory, type Course } from './verification.history';

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

/** Of millions, what is not needed costs more than what is. */
const columns = [
  ...(['id', 'status', 'purpose', 'failure', 'door', 'created_at', 'start_expires_at', 'deadline_at'] as const),
  ...(['sent_at', 'expires_at', 'ended_at'] as const),
];
type CourseRow = Pick<VerificationRow, (typeof columns)[number]>;

const toCourse = (row: CourseRow): Course => ({
  id: row.id,
  status: row.status as Status,
  purpose: row.purpose as Purpose,
  failure: (row.failure as Failure | null) ?? undefined,
  door: (row.door as Door | null) ?? undefined,
  createdAt: new Date(row.created_at),
  startExpiresAt: new Date(row.start_expires_at),
  deadlineAt: toDate(row.deadline_at),
  sentAt: toDate(row.sent_at),
  expiresAt: toDate(row.expires_at),
  endedAt: toDate(row.ended_at),
});

const prepareQueries = (database: SqliteDatabase) => ({
  read: database.prepare<Stretch, CourseRow>((db, param) =>
    db
      .selectFrom('verifications')
      .select(columns)
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
