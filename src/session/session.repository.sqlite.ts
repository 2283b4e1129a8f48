import type { SqliteDatabase } from '../persistence/sqlite.database';
import type { SessionRow } from '../persistence/sqlite.schema';
import { SessionRepository, type Session } from './session.repository';

export class SqliteSessionRepository extends SessionRepository {
  private readonly queries: ReturnType<typeof prepareQueries>;

  constructor(private readonly database: SqliteDatabase) {
    super();
    this.queries = prepareQueries(database);
  }

  async insert({ id, userId, door, browser, system, createdAt, expiresAt }: Session): Promise<void> {
    const times = { created_at: createdAt.getTime(), expires_at: expiresAt.getTime() };
    await this.database.write(() => this.queries.insert.run({ id, user_id: userId, door, browser, system, ...times }));
  }

  async find(id: string): Promise<Session | undefined> {
    const row = this.queries.find.first({ id });
    if (!row) return undefined;
    const { user_id: userId, door, browser, system } = row;
    return {
      id,
      userId,
      door,
      browser,
      system,
      createdAt: new Date(row.created_at),
      expiresAt: new Date(row.expires_at),
    };
  }
}

function prepareQueries(database: SqliteDatabase) {
  return {
    insert: database.prepare<SessionRow>((db, param) =>
      db.insertInto('sessions').values({
        id: param('id'),
        user_id: param('user_id'),
        door: param('door'),
        browser: param('browser'),
        system: param('system'),
        created_at: param('created_at'),
        expires_at: param('expires_at'),
      }),
    ),
    find: database.prepare<{ id: string }, SessionRow>((db, param) =>
      db.selectFrom('sessions').selectAll().where('id', '=', param('id')),
    ),
  };
}
