import { sql, type ExpressionBuilder } from 'kysely';
import { idsSince, type Stretch } from '../../ids';
import type { SqliteDatabase, Statement } from '../../persistence/sqlite/sqlite.database';
import type { DeliveryRow, Tables } from '../../persistence/sqlite/sqlite.schema';
import { TEST, type Delivery, type DeliveryState } from '../delivery';
import { DeliveryHistory, type Course, type DeliveryCount, type DeliveryKind } from './delivery.history';
import type { Page, Search } from './delivery.history';
import { courseColumns, toCourse, toDelivery, type CourseRow } from './delivery.row';

type Arguments = Readonly<{ chatId: number; verificationId: string; botId: number; error: string }> & Range;
type Range = Readonly<{ after: string; before: string; limit: number }>;
type CountRow = Pick<DeliveryRow, 'state' | 'error' | 'bot_id'> & { count: number };

/** After every id there can be. */
const END = '~';

export class SqliteDeliveryHistory extends DeliveryHistory {
  /** By what they look for. */
  private readonly statements = new Map<string, Statement<Arguments, DeliveryRow>>();
  private readonly queries: ReturnType<typeof prepareQueries>;

  constructor(private readonly database: SqliteDatabase) {
    super();
    this.queries = prepareQueries(database);
  }

  async list(search: Search, page: Page): Promise<Delivery[]> {
    const { chatId = 0, verificationId = '', botId = 0, error = '' } = search;
    const given = { chatId, verificationId, botId, error, ...rangeOf(search, page) };
    return this.statementFor(search, page).all(given).map(toDelivery);
  }

  async count(from: Date, to: Date): Promise<DeliveryCount[]> {
    return this.queries.count
      .all({ after: idsSince(from), before: idsSince(to) })
      .map(({ error, bot_id: botId, ...row }) => ({
        ...row,
        state: row.state as DeliveryState,
        error: error ?? undefined,
        botId,
      }));
  }

  async read(stretch: Stretch): Promise<Course[]> {
    return this.queries.read.all(stretch).map(toCourse);
  }

  eraseOver(before: Date, limit: number): Promise<number> {
    const range = { end: idsSince(before), before: before.getTime(), limit };
    return this.database.write(() => this.queries.eraseOver.run(range));
  }

  private statementFor(search: Search, page: Page): Statement<Arguments, DeliveryRow> {
    const { state, kind, ...given } = search;
    const names = Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [name]));
    const shape = [state, kind, page.isOldestFirst, ...names].join();
    const statement = this.statements.get(shape) ?? this.prepare(search, page);
    this.statements.set(shape, statement);
    return statement;
  }

  private prepare(
    { state, chatId, verificationId, botId, error, kind }: Search,
    { isOldestFirst }: Page,
  ): Statement<Arguments, DeliveryRow> {
    return this.database.prepare((db, param) =>
      db
        .selectFrom('deliveries')
        .selectAll()
        .where('id', '>', param('after'))
        .where('id', '<', param('before'))
        .$if(chatId !== undefined, (query) => query.where('chat_id', '=', param('chatId')))
        .$if(verificationId !== undefined, (query) => query.where('verification_id', '=', param('verificationId')))
        .$if(botId !== undefined, (query) => query.where('bot_id', '=', param('botId')))
        .$if(error !== undefined, (query) => query.where('error', '=', param('error')))
        .$if(kind !== undefined, (query) => query.where(isOf(kind!)))
        .$if(state !== undefined, (query) => query.where((eb) => isIn(eb, state!)))
        .orderBy('id', isOldestFirst ? 'asc' : 'desc')
        .limit(param('limit')),
    );
  }
}

const prepareQueries = (database: SqliteDatabase) => ({
  read: database.prepare<Stretch, CourseRow>((db, param) =>
    db
      .selectFrom('deliveries')
      .select(courseColumns)
      .where('id', '>', param('after'))
      .where('id', '<', param('end'))
      .orderBy('id')
      .limit(param('limit')),
  ),
  count: database.prepare<Omit<Range, 'limit'>, CountRow>((db, param) =>
    db
      .selectFrom('deliveries')
      .select((eb) => ['state', 'error', 'bot_id', eb.fn.countAll<number>().as('count')])
      .where('id', '>', param('after'))
      .where('id', '<', param('before'))
      .where(isOf('message'))
      .groupBy(['state', 'error', 'bot_id']),
  ),
  /** Ids tell when it began, which needs no index. The plus keeps SQLite from going through the index of what is due. */
  eraseOver: database.prepare<{ end: string; before: number; limit: number }>((db, param) =>
    db.deleteFrom('deliveries').where('id', 'in', (eb) =>
      eb
        .selectFrom('deliveries')
        .select('id')
        .where('id', '<', param('end'))
        .where(sql`+due_at`, 'is', null)
        .where((row) => row(row.fn.coalesce('deleted_at', sql.lit(0)), '<', param('before')))
        .orderBy('id')
        .limit(param('limit')),
    ),
  ),
});

/** As the partial indexes have it: only a literal lets SQLite use them. What is not over yet has a due time. */
function isIn(eb: ExpressionBuilder<Tables, 'deliveries'>, state: DeliveryState) {
  const hasState = sql<boolean>`state = ${sql.lit(state)}`;
  if (state === 'failed' || state === 'deleted') return hasState;
  const live = eb.selectFrom('deliveries').select('id').where('bot_id', '>', 0).where('due_at', 'is not', null);
  return eb('id', 'in', live.where(hasState));
}

const sqlOf: Readonly<Record<DeliveryKind, string>> = {
  message: `deadline_at > requested_at AND verification_id <> '${TEST}'`,
  removal: 'deadline_at <= requested_at',
  test: `verification_id = '${TEST}'`,
};
const isOf = (kind: DeliveryKind) => sql<boolean>`(${sql.raw(sqlOf[kind])})`;

/** Ids tell when it was asked for. */
function rangeOf({ from, to }: Search, { before, limit, isOldestFirst }: Page): Range {
  const [since, until] = [from ? idsSince(from) : '', to ? idsSince(to) : END];
  if (before === undefined) return { after: since, before: until, limit };
  return isOldestFirst
    ? { after: before > since ? before : since, before: until, limit }
    : { after: since, before: before < until ? before : until, limit };
}
