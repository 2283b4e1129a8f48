import { sql, type UpdateQueryBuilder, type UpdateResult } from 'kysely';
import type { Askable } from '../../config/config.environment';
import type { SqliteDatabase } from '../../persistence/sqlite/sqlite.database';
import { fromDate, type Tables, type UserRow } from '../../persistence/sqlite/sqlite.schema';
import type { EmailChallenge, User, UserChanges } from './user';
import { UserRepository, type EmailProven } from './user.repository';
import { columns, toRow, toUser } from './user.row';

export class SqliteUserRepository extends UserRepository {
  private readonly queries: ReturnType<typeof prepareQueries>;

  constructor(private readonly database: SqliteDatabase) {
    super();
    this.queries = prepareQueries(database);
  }

  async find(id: string): Promise<User | undefined> {
    return toUser(this.queries.find.first({ id }));
  }

  async findByTelegramId(telegramId: number): Promise<User | undefined> {
    return toUser(this.queries.findByTelegramId.first({ telegramId }));
  }

  insert(user: User): Promise<boolean> {
    return this.database.write(() => this.queries.insert.run(toRow(user)) === 1);
  }

  noteSignIn(id: string, telegramUsername: string | undefined, now: Date): Promise<User | undefined> {
    const told = { id, now: now.getTime(), telegramUsername: telegramUsername ?? null };
    return this.database.write(() => toUser(this.queries.noteSignIn.first(told)));
  }

  change(id: string, changes: UserChanges): Promise<User | undefined> {
    return this.database.write(() => toUser(this.queries.change.first({ id, ...toArguments(changes) })));
  }

  skipAsks(id: string, asks: readonly Askable[]): Promise<User | undefined> {
    return this.database.write(() => {
      const skipped = new Set([...(toUser(this.queries.find.first({ id }))?.skippedAsks ?? []), ...asks]);
      return toUser(this.queries.skipAsks.first({ id, asks: [...skipped].join(' ') }));
    });
  }

  challengeEmail(id: string, of: EmailChallenge): Promise<User | undefined> {
    return this.database.write(() => toUser(this.queries.challengeEmail.first({ id, ...of })));
  }

  verifyEmail(id: string, of: EmailChallenge, now: Date): Promise<EmailProven | undefined> {
    return this.database.write(() => {
      if (!this.queries.findOwing.first({ id, ...of })) return undefined;
      const released = this.queries.releaseEmail.all({ id, email: of.email });
      const former = released.filter(({ email }) => email === of.email).map((row) => row.id);
      const user = toUser(this.queries.verifyEmail.first({ id, email: of.email, now: now.getTime() }));
      return user && { user, former };
    });
  }

  verifyPhone(telegramId: number, phone: string, now: Date): Promise<User | undefined> {
    const verified = { telegramId, phone, now: now.getTime() };
    return this.database.write(() => toUser(this.queries.verifyPhone.first(verified)));
  }

  disable(id: string, now: Date): Promise<User | undefined> {
    return this.database.write(() => toUser(this.queries.disable.first({ id, now: now.getTime() })));
  }

  enable(id: string, signedInAt?: Date): Promise<User | undefined> {
    return this.database.write(() => toUser(this.queries.enable.first({ id, signedInAt: fromDate(signedInAt) })));
  }

  suspend(telegramId: number, now: Date): Promise<User | undefined> {
    return this.database.write(() => toUser(this.queries.suspend.first({ telegramId, now: now.getTime() })));
  }

  async remove(id: string): Promise<boolean> {
    return (await this.database.write(() => this.queries.remove.run({ id }))) === 1;
  }

  async listUntold(limit: number): Promise<User[]> {
    return this.queries.listUntold.all({ limit }).map((row) => toUser(row)!);
  }

  async forgetNews(id: string, news: 'created'): Promise<void> {
    await this.database.write(() => this.queries.forgetNews.run({ id, news }));
  }

  async listUnnoted(limit: number): Promise<User[]> {
    return this.queries.listUnnoted.all({ limit }).map((row) => toUser(row)!);
  }

  async markNoted(id: string): Promise<void> {
    await this.database.write(() => this.queries.markNoted.run({ id }));
  }
}

type Update = UpdateQueryBuilder<Tables, 'users', 'users', UpdateResult>;
type ById = { id: string };
type ByTelegramId = { telegramId: number };
type OfPerson = ByTelegramId & { now: number };
type Changes = ReturnType<typeof toArguments> & ById;

function prepareQueries(database: SqliteDatabase) {
  return { ...findings(database), ...changes(database) };
}

function findings(database: SqliteDatabase) {
  const listWith = (mark: 'untold' | 'beginning') =>
    database.prepare<{ limit: number }, UserRow>((db, param) =>
      db.selectFrom('users').selectAll().where(mark, 'is not', null).orderBy('id').limit(param('limit')),
    );
  return {
    find: database.prepare<ById, UserRow>((db, param) =>
      db.selectFrom('users').selectAll().where('id', '=', param('id')),
    ),
    findByTelegramId: database.prepare<ByTelegramId, UserRow>((db, param) =>
      db.selectFrom('users').selectAll().where('telegram_id', '=', param('telegramId')),
    ),
    findOwing: database.prepare<ById & EmailChallenge, UserRow>((db, param) =>
      db
        .selectFrom('users')
        .selectAll()
        .where('id', '=', param('id'))
        .where('email', '=', param('email'))
        .where('email_challenge', '=', param('challenge')),
    ),
    listUntold: listWith('untold'),
    listUnnoted: listWith('beginning'),
  };
}

function changes(database: SqliteDatabase) {
  const update = <Args>(
    build: (update: Update, param: <K extends keyof Args & string>(name: K) => Args[K]) => Update,
  ) => database.prepare<Args, UserRow>((db, param) => build(db.updateTable('users'), param).returningAll());
  return {
    insert: database.prepare<UserRow>((db, param) =>
      db
        .insertInto('users')
        .values(Object.fromEntries(columns.map((column) => [column, param(column)])) as UserRow)
        .onConflict((conflict) => conflict.column('telegram_id').doNothing()),
    ),
    noteSignIn: update<ById & { telegramUsername: string | null; now: number }>((users, param) =>
      users
        .set({
          signed_in_at: param('now'),
          telegram_username: sql<string | null>`coalesce(${param('telegramUsername')}, telegram_username)`,
          suspended_at: null,
        })
        .where('id', '=', param('id'))
        .where('disabled_at', 'is', null),
    ),
    change: update<Changes>((users, param) => users.set(changed(param)).where('id', '=', param('id'))),
    skipAsks: update<ById & { asks: string }>((users, param) =>
      users.set({ skipped_asks: param('asks') }).where('id', '=', param('id')),
    ),
    challengeEmail: update<ById & EmailChallenge>((users, param) =>
      users
        .set({ email_challenge: param('challenge') })
        .where('id', '=', param('id'))
        .where('email', '=', param('email')),
    ),
    releaseEmail: update<ById & { email: string }>((users, param) =>
      users
        .set({ proven_email: null, email_verified_at: null })
        .where('proven_email', '=', param('email'))
        .where('id', '<>', param('id')),
    ),
    verifyEmail: update<ById & { email: string; now: number }>((users, param) =>
      users
        .set({ proven_email: param('email'), email_verified_at: param('now'), email_challenge: null })
        .where('id', '=', param('id')),
    ),
    verifyPhone: update<OfPerson & { phone: string }>((users, param) =>
      users
        .set({ phone: param('phone'), phone_verified_at: param('now') })
        .where('telegram_id', '=', param('telegramId')),
    ),
    disable: update<ById & { now: number }>((users, param) =>
      users.set({ disabled_at: sql<number>`coalesce(disabled_at, ${param('now')})` }).where('id', '=', param('id')),
    ),
    enable: update<ById & { signedInAt: number | null }>((users, param) =>
      users
        .set({ disabled_at: null, signed_in_at: sql<number>`coalesce(${param('signedInAt')}, signed_in_at)` })
        .where('id', '=', param('id')),
    ),
    suspend: update<OfPerson>((users, param) =>
      users
        .set({ suspended_at: sql<number>`coalesce(suspended_at, ${param('now')})` })
        .where('telegram_id', '=', param('telegramId')),
    ),
    remove: database.prepare<ById>((db, param) => db.deleteFrom('users').where('id', '=', param('id'))),
    forgetNews: database.prepare<ById & { news: string }>((db, param) =>
      db.updateTable('users').set({ untold: null }).where('id', '=', param('id')).where('untold', '=', param('news')),
    ),
    markNoted: database.prepare<ById>((db, param) =>
      db.updateTable('users').set({ beginning: null }).where('id', '=', param('id')),
    ),
  };
}

/** What is named is written, and what is not stays: the same statement for every choice of fields. */
function changed(param: <K extends keyof Changes & string>(name: K) => Changes[K]) {
  const orSo = <T extends string>(isNamed: 'hasEmail' | 'hasPhone' | 'hasLanguage', value: T | null, column: string) =>
    sql<T | null>`CASE WHEN ${param(isNamed)} THEN ${value} ELSE ${sql.ref(column)} END`;
  return {
    name: sql<string>`coalesce(${param('name')}, name)`,
    name_key: sql<string>`coalesce(${param('nameKey')}, name_key)`,
    email: orSo('hasEmail', param('email'), 'email'),
    proven_email: sql<string | null>`CASE WHEN ${param('hasEmail')} THEN NULL ELSE proven_email END`,
    email_verified_at: sql<number | null>`CASE WHEN ${param('hasEmail')} THEN NULL ELSE email_verified_at END`,
    email_challenge: sql<string | null>`CASE WHEN ${param('hasEmail')} THEN NULL ELSE email_challenge END`,
    phone: orSo('hasPhone', param('phone'), 'phone'),
    phone_verified_at: sql<number | null>`CASE WHEN ${param('hasPhone')} THEN NULL ELSE phone_verified_at END`,
    language: orSo('hasLanguage', param('language'), 'language'),
  };
}

const toArguments = ({ name, email, phone, language }: UserChanges) => ({
  name: name ?? null,
  nameKey: name?.toLowerCase() ?? null,
  email: email ?? null,
  hasEmail: email === undefined ? 0 : 1,
  phone: phone ?? null,
  hasPhone: phone === undefined ? 0 : 1,
  language: language ?? null,
  hasLanguage: language === undefined ? 0 : 1,
});
