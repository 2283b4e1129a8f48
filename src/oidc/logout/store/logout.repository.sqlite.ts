import { PAGE } from '../../../paging';
import type { SqliteDatabase, Statement } from '../../../persistence/sqlite/sqlite.database';
import type { OfApp } from '../../store/oidc.record.repository';
import { LogoutRepository, type HeldLogout, type Logout } from './logout.repository';
import { logoutTable } from './logout.table';

export class SqliteLogoutRepository extends LogoutRepository {
  private readonly queries: ReturnType<typeof prepareQueries>;

  constructor(private readonly database: SqliteDatabase) {
    super();
    this.queries = prepareQueries(database);
  }

  async keep(logout: Omit<Logout, 'dueAt' | 'attempts'>): Promise<void> {
    await this.database.write(() => this.queries.keep.run(logoutTable.toRow({ ...logout, attempts: 0 })));
  }

  end(id: string, now: Date): Promise<void> {
    return this.endBy(this.queries.end, { id }, now);
  }

  endBySession(sessionId: string, now: Date): Promise<void> {
    return this.endBy(this.queries.endBySession, { sessionId }, now);
  }

  endByApp(appId: string, now: Date): Promise<void> {
    return this.endBy(this.queries.endByApp, { appId }, now);
  }

  endOfUserByApp(of: OfApp, now: Date): Promise<void> {
    return this.endBy(this.queries.endOfUserByApp, of, now);
  }

  async claimDue(now: Date, leaseEnds: Date, limit: number): Promise<HeldLogout[]> {
    const claim = { now: now.getTime(), leaseEnds: leaseEnds.getTime(), limit };
    // Most calls find nothing due, and a read needs no commit.
    if (!this.queries.firstDue.first({ now: claim.now })) return [];
    const rows = await this.database.write(() => this.queries.claim.all(claim));
    return rows.map((row) => ({ ...logoutTable.fromRow(row), dueAt: leaseEnds }));
  }

  async postpone({ id, dueAt: heldUntil }: HeldLogout, dueAt: Date): Promise<void> {
    const held = { id, heldUntil: heldUntil.getTime(), dueAt: dueAt.getTime() };
    await this.database.write(() => this.queries.postpone.run(held));
  }

  async forget({ id, dueAt }: HeldLogout): Promise<void> {
    await this.database.write(() => this.queries.forget.run({ id, heldUntil: dueAt.getTime() }));
  }

  async forgetBySession(sessionId: string): Promise<void> {
    await this.database.write(() => this.queries.forgetBySession.run({ sessionId }));
  }

  async countDue(): Promise<number> {
    return this.queries.countDue.only({}).count;
  }

  private async endBy<T extends object>(
    statement: Statement<T & { now: number; limit: number }>,
    which: T,
    now: Date,
  ): Promise<void> {
    const page = { ...which, now: now.getTime(), limit: PAGE };
    while ((await this.database.write(() => statement.run(page))) === PAGE);
  }
}

function prepareQueries(database: SqliteDatabase) {
  const { insert, columns } = logoutTable;
  const endWhere = <T extends object>(which: string) =>
    database.query<T & { now: number; limit: number }>(
      `UPDATE logouts SET due_at = :now WHERE id IN
         (SELECT id FROM logouts WHERE ${which} AND due_at IS NULL LIMIT :limit)`,
    );
  return {
    keep: database.query(
      `${insert} ON CONFLICT (id) DO UPDATE SET
         session_id = :session_id, user_id = :user_id, app_id = :app_id, client = :client, due_at = NULL, attempts = 0`,
    ),
    end: endWhere<{ id: string }>('id = :id'),
    endBySession: endWhere<{ sessionId: string }>('session_id = :sessionId'),
    endByApp: endWhere<{ appId: string }>('app_id = :appId'),
    endOfUserByApp: endWhere<OfApp>('user_id = :userId AND app_id = :appId'),
    firstDue: database.query('SELECT id FROM logouts WHERE due_at <= :now LIMIT 1'),
    claim: database.query(
      `UPDATE logouts SET due_at = :leaseEnds, attempts = attempts + 1
       WHERE id IN (SELECT id FROM logouts WHERE due_at <= :now ORDER BY due_at LIMIT :limit)
       RETURNING ${columns}`,
    ),
    postpone: database.query('UPDATE logouts SET due_at = :dueAt WHERE id = :id AND due_at = :heldUntil'),
    forget: database.query('DELETE FROM logouts WHERE id = :id AND due_at = :heldUntil'),
    forgetBySession: database.query('DELETE FROM logouts WHERE session_id = :sessionId AND due_at IS NULL'),
    countDue: database.query<object, { count: number }>(
      'SELECT count(*) AS count FROM logouts WHERE due_at IS NOT NULL',
    ),
  };
}
