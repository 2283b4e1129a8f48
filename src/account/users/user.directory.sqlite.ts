import type { SqliteDatabase, Statement } from '../../persistence/sqlite/sqlite.database';
import type { User } from './user';
import {
  endOf,
  termsOf,
  UserDirectory,
  type Terms,
  type UserPage,
  type UserSearch,
  type UserState,
} from './user.directory';
import { userTable } from './user.table';

/** Sorts after every possible id. */
const END = '~';

/** How each term is found: worded as in the indexes. */
const found: Readonly<Record<keyof Terms, string>> = {
  id: 'id = :id',
  telegramId: 'telegram_id = :telegramId',
  name: '(name_key >= :name AND name_key < :nameEnd)',
  username: '(lower(telegram_username) >= :username AND lower(telegram_username) < :usernameEnd)',
  email: '(email >= :email AND email < :emailEnd)',
};

const inState: Readonly<Record<UserState, string>> = {
  active: 'disabled_at IS NULL AND suspended_at IS NULL',
  disabled: 'disabled_at IS NOT NULL',
  suspended: 'suspended_at IS NOT NULL',
};

export class SqliteUserDirectory extends UserDirectory {
  /** Prepared statements, by what they search for. */
  private readonly statements = new Map<string, Statement<Record<string, string | number>>>();

  constructor(private readonly database: SqliteDatabase) {
    super();
  }

  async list({ text, state }: UserSearch, { before = END, limit }: UserPage): Promise<User[]> {
    const terms = text === undefined ? {} : termsOf(text);
    const given = Object.entries(terms).flatMap(([name, value]) => [
      [name, value],
      [`${name}End`, endOf(String(value))],
    ]);
    const statement = this.statementFor(Object.keys(terms) as (keyof Terms)[], state);
    return statement.all({ before, limit, ...Object.fromEntries(given) }).map(userTable.fromRow);
  }

  private statementFor(terms: readonly (keyof Terms)[], state: UserState | undefined) {
    const shape = `${terms.join()} ${state}`;
    const statement = this.statements.get(shape) ?? this.prepare(terms, state);
    this.statements.set(shape, statement);
    return statement;
  }

  private prepare(terms: readonly (keyof Terms)[], state: UserState | undefined) {
    const conditions = [
      'id < :before',
      terms.length > 0 && `(${terms.map((term) => found[term]).join(' OR ')})`,
      state !== undefined && inState[state],
    ];
    return this.database.query<Record<string, string | number>>(
      `${userTable.select} WHERE ${conditions.filter(Boolean).join(' AND ')} ORDER BY id DESC LIMIT :limit`,
    );
  }
}
