import { sql, type ExpressionBuilder, type RawBuilder } from 'kysely';
import type { SqliteDatabase, Statement } from '../../persistence/sqlite/sqlite.database';
import type { Tables, UserRow } from '../../persistence/sqlite/sqlite.schema';
import type { User } from './user';
import { endOf, termsOf, UserDirectory, type UserPage, type UserSearch, type UserState } from './user.directory';
import { toUser } from './user.row';

type Builder = ExpressionBuilder<Tables, 'users'>;
type Param = (name: string) => never;
type Args = Record<string, string | number>;

/** After every id there can be. */
const END = '~';

/** As the indexes have it. */
const keys: Readonly<Record<'name' | 'username' | 'email', RawBuilder<string>>> = {
  name: sql`name_key`,
  username: sql`lower(telegram_username)`,
  email: sql`email`,
};

export class SqliteUserDirectory extends UserDirectory {
  /** By what they look for. */
  private readonly statements = new Map<string, Statement<Args, UserRow>>();

  constructor(private readonly database: SqliteDatabase) {
    super();
  }

  async list({ text, state }: UserSearch, { before = END, limit }: UserPage): Promise<User[]> {
    const terms = text === undefined ? {} : termsOf(text);
    const given = Object.entries(terms).flatMap(([name, value]) => [
      [name, value],
      [`${name}End`, endOf(String(value))],
    ]);
    const statement = this.statementFor(Object.keys(terms), state);
    return statement.all({ before, limit, ...Object.fromEntries(given) }).map((row) => toUser(row)!);
  }

  private statementFor(terms: readonly string[], state: UserState | undefined): Statement<Args, UserRow> {
    const shape = `${terms.join()} ${state}`;
    const statement = this.statements.get(shape) ?? this.prepare(terms, state);
    this.statements.set(shape, statement);
    return statement;
  }

  private prepare(terms: readonly string[], state: UserState | undefined): Statement<Args, UserRow> {
    return this.database.prepare((db, param) =>
      db
        .selectFrom('users')
        .selectAll()
        .where('id', '<', param('before') as string)
        .$if(terms.length > 0, (query) =>
          query.where((eb) => eb.or(terms.map((term) => isFound(eb, term, param as never)))),
        )
        .$if(state !== undefined, (query) => query.where((eb) => isIn(eb, state!)))
        .orderBy('id', 'desc')
        .limit(param('limit') as number),
    );
  }
}

function isFound(eb: Builder, term: string, param: Param) {
  if (term === 'id') return eb('id', '=', param('id'));
  if (term === 'telegramId') return eb('telegram_id', '=', param('telegramId'));
  const key = keys[term as keyof typeof keys];
  return eb.and([eb(key, '>=', param(term)), eb(key, '<', param(`${term}End`))]);
}

function isIn(eb: Builder, state: UserState) {
  const disabled = eb('disabled_at', 'is not', null);
  const suspended = eb('suspended_at', 'is not', null);
  if (state === 'disabled') return disabled;
  return state === 'suspended' ? suspended : eb.and([eb.not(disabled), eb.not(suspended)]);
}
