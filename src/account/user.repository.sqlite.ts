import { isConstraint, type SqliteDatabase } from '../persistence/sqlite.database';
import type { UserRow } from '../persistence/sqlite.schema';
import type { User } from './user';
import { UserRepository, type Insertion } from './user.repository';

export class SqliteUserRepository extends UserRepository {
  private readonly queries: ReturnType<typeof prepareQueries>;

  constructor(private readonly database: SqliteDatabase) {
    super();
    this.queries = prepareQueries(database);
  }

  async find(id: string): Promise<User | undefined> {
    return toUser(this.queries.find.first({ id }));
  }

  noteSignIn(telegramId: number, now: Date): Promise<User | undefined> {
    return this.database.write(() => toUser(this.queries.noteSignIn.first({ telegramId, now: now.getTime() })));
  }

  async insert(user: User): Promise<Insertion> {
    try {
      const inserted = await this.database.write(() => this.queries.insert.run(toRow(user)));
      return inserted === 1 ? 'inserted' : 'telegram_id_known';
    } catch (error) {
      if (isConstraint(error)) return 'email_taken';
      throw error;
    }
  }
}

function prepareQueries(database: SqliteDatabase) {
  return {
    find: database.prepare<{ id: string }, UserRow>((db, param) =>
      db.selectFrom('users').selectAll().where('id', '=', param('id')),
    ),
    noteSignIn: database.prepare<{ telegramId: number; now: number }, UserRow>((db, param) =>
      db
        .updateTable('users')
        .set({ signed_in_at: param('now') })
        .where('telegram_id', '=', param('telegramId'))
        .returningAll(),
    ),
    insert: database.prepare<UserRow>((db, param) =>
      db
        .insertInto('users')
        .values({
          id: param('id'),
          telegram_id: param('telegram_id'),
          name: param('name'),
          email: param('email'),
          phone: param('phone'),
          telegram_username: param('telegram_username'),
          created_at: param('created_at'),
          signed_in_at: param('signed_in_at'),
        })
        .onConflict((conflict) => conflict.column('telegram_id').doNothing()),
    ),
  };
}

function toRow(user: User): UserRow {
  return {
    id: user.id,
    telegram_id: user.telegramId,
    name: user.name,
    email: user.email ?? null,
    phone: user.phone ?? null,
    telegram_username: user.telegramUsername ?? null,
    created_at: user.createdAt.getTime(),
    signed_in_at: user.signedInAt.getTime(),
  };
}

function toUser(row: UserRow | undefined): User | undefined {
  if (!row) return undefined;
  return {
    id: row.id,
    telegramId: row.telegram_id,
    name: row.name,
    email: row.email ?? undefined,
    phone: row.phone ?? undefined,
    telegramUsername: row.telegram_username ?? undefined,
    createdAt: new Date(row.created_at),
    signedInAt: new Date(row.signed_in_at),
  };
}
