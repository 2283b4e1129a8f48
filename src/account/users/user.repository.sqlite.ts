import type { Askable } from '../../config/config.environment';
import type { SqliteDatabase } from '../../persistence/sqlite/sqlite.database';
import type { Row } from '../../persistence/table';
import type { EmailChallenge, User, UserChanges } from './user';
import { UserRepository, type EmailProven } from './user.repository';
import { userTable } from './user.table';

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
    return this.database.write(() => this.queries.insert.run(userTable.toRow(user)) === 1);
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
    return this.database.write(() =>
      toUser(this.queries.enable.first({ id, signedInAt: signedInAt?.getTime() ?? null })),
    );
  }

  suspend(telegramId: number, now: Date): Promise<User | undefined> {
    return this.database.write(() => toUser(this.queries.suspend.first({ telegramId, now: now.getTime() })));
  }

  async remove(id: string): Promise<boolean> {
    return (await this.database.write(() => this.queries.remove.run({ id }))) === 1;
  }

  async listWithPendingEvents(limit: number): Promise<User[]> {
    return this.queries.listWithPendingEvents.all({ limit }).map(userTable.fromRow);
  }

  async removePendingEvent(id: string, event: 'created'): Promise<void> {
    await this.database.write(() => this.queries.removePendingEvent.run({ id, event }));
  }

  async listUnnoted(limit: number): Promise<User[]> {
    return this.queries.listUnnoted.all({ limit }).map(userTable.fromRow);
  }

  async markNoted(id: string): Promise<void> {
    await this.database.write(() => this.queries.markNoted.run({ id }));
  }
}

const toUser = (row: Row | undefined): User | undefined => row && userTable.fromRow(row);

function prepareQueries(database: SqliteDatabase) {
  const { insert, select, columns } = userTable;
  const update = (text: string) => database.query(`UPDATE users SET ${text} RETURNING ${columns}`);
  return {
    insert: database.query(`${insert} ON CONFLICT (telegram_id) DO NOTHING`),
    find: database.query(`${select} WHERE id = :id`),
    findByTelegramId: database.query(`${select} WHERE telegram_id = :telegramId`),
    findOwing: database.query(
      'SELECT id FROM users WHERE id = :id AND email = :email AND email_challenge = :challenge',
    ),
    listWithPendingEvents: database.query(`${select} WHERE untold IS NOT NULL ORDER BY id LIMIT :limit`),
    listUnnoted: database.query(`${select} WHERE beginning IS NOT NULL ORDER BY id LIMIT :limit`),
    noteSignIn: update(
      `signed_in_at = :now, telegram_username = coalesce(:telegramUsername, telegram_username), suspended_at = NULL
       WHERE id = :id AND disabled_at IS NULL`,
    ),
    change: update(CHANGE),
    skipAsks: update('skipped_asks = :asks WHERE id = :id'),
    challengeEmail: update('email_challenge = :challenge WHERE id = :id AND email = :email'),
    releaseEmail: database.query<Row, { id: string; email: string | null }>(
      `UPDATE users SET proven_email = NULL, email_verified_at = NULL WHERE proven_email = :email AND id <> :id
       RETURNING id, email`,
    ),
    verifyEmail: update('proven_email = :email, email_verified_at = :now, email_challenge = NULL WHERE id = :id'),
    verifyPhone: update('phone = :phone, phone_verified_at = :now WHERE telegram_id = :telegramId'),
    disable: update('disabled_at = coalesce(disabled_at, :now) WHERE id = :id'),
    enable: update('disabled_at = NULL, signed_in_at = coalesce(:signedInAt, signed_in_at) WHERE id = :id'),
    suspend: update('suspended_at = coalesce(suspended_at, :now) WHERE telegram_id = :telegramId'),
    remove: database.query('DELETE FROM users WHERE id = :id'),
    removePendingEvent: database.query('UPDATE users SET untold = NULL WHERE id = :id AND untold = :event'),
    markNoted: database.query('UPDATE users SET beginning = NULL WHERE id = :id'),
  };
}

/** Writes the fields that are named, and leaves the others: one statement for every choice of fields. */
const CHANGE = `
  name = coalesce(:name, name),
  name_key = coalesce(:nameKey, name_key),
  email = CASE WHEN :hasEmail THEN :email ELSE email END,
  proven_email = CASE WHEN :hasEmail THEN NULL ELSE proven_email END,
  email_verified_at = CASE WHEN :hasEmail THEN NULL ELSE email_verified_at END,
  email_challenge = CASE WHEN :hasEmail THEN NULL ELSE email_challenge END,
  phone = CASE WHEN :hasPhone THEN :phone ELSE phone END,
  phone_verified_at = CASE WHEN :hasPhone THEN NULL ELSE phone_verified_at END,
  language = CASE WHEN :hasLanguage THEN :language ELSE language END
  WHERE id = :id`;

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
