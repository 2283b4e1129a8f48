import { idsBetween, type Reading } from '../../paging';
import { idsSince, type Stretch } from '../../ids';
import type { SqliteDatabase, Statement } from '../../persistence/sqlite/sqlite.database';
import type { Delivery, DeliveryState } from '../delivery';
import { courseTable, deliveryTable } from './delivery.table';
import { DeliveryHistory, type Course, type DeliveryCount } from './delivery.history';
import type { Search } from './delivery.history';

type Arguments = Readonly<{ chatId: number; verificationId: string; botId: number; error: string; kind: string }> &
  Range;
type Range = Readonly<{ after: string; before: string; limit: number }>;
type CountRow = Readonly<{ state: DeliveryState; error: string | null; botId: number; count: number }>;

export class SqliteDeliveryHistory extends DeliveryHistory {
  /** By what is searched for. */
  private readonly statements = new Map<string, Statement<Arguments>>();
  private readonly queries: ReturnType<typeof prepareQueries>;

  constructor(private readonly database: SqliteDatabase) {
    super();
    this.queries = prepareQueries(database);
  }

  async list(search: Search, page: Reading): Promise<Delivery[]> {
    const { chatId = 0, verificationId = '', botId = 0, error = '', kind = '' } = search;
    const given = { chatId, verificationId, botId, error, kind, ...idsBetween(search, page), limit: page.limit };
    return this.statementFor(search, page).all(given).map(deliveryTable.fromRow);
  }

  async count(from: Date, to: Date): Promise<DeliveryCount[]> {
    return this.queries.count
      .all({ after: idsSince(from), before: idsSince(to) })
      .map(({ error, ...row }) => ({ ...row, error: error ?? undefined }));
  }

  async read(stretch: Stretch): Promise<Course[]> {
    return this.queries.read.all(stretch).map(courseTable.fromRow);
  }

  eraseOver(before: Date, limit: number): Promise<number> {
    const range = { end: idsSince(before), before: before.getTime(), limit };
    return this.database.write(() => this.queries.eraseOver.run(range));
  }

  private statementFor(search: Search, page: Reading): Statement<Arguments> {
    const { state, ...given } = search;
    const names = Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [name]));
    const shape = [state, page.isOldestFirst, ...names].join();
    const statement = this.statements.get(shape) ?? this.prepare(search, page);
    this.statements.set(shape, statement);
    return statement;
  }

  private prepare(search: Search, { isOldestFirst }: Reading): Statement<Arguments> {
    const { state, chatId, verificationId, botId, error, kind } = search;
    const conditions = [
      'id > :after AND id < :before',
      chatId !== undefined && 'chat_id = :chatId',
      verificationId !== undefined && 'verification_id = :verificationId',
      botId !== undefined && 'bot_id = :botId',
      error !== undefined && 'error = :error',
      kind !== undefined && 'kind = :kind',
      state !== undefined && isIn(state),
    ];
    const order = isOldestFirst ? 'ASC' : 'DESC';
    return this.database.query(
      `${deliveryTable.select} WHERE ${conditions.filter(Boolean).join(' AND ')} ORDER BY id ${order} LIMIT :limit`,
    );
  }
}

const prepareQueries = (database: SqliteDatabase) => ({
  read: database.query<Stretch>(`${courseTable.select} WHERE id > :after AND id < :end ORDER BY id LIMIT :limit`),
  count: database.query<Omit<Range, 'limit'>, CountRow>(
    `SELECT state, error, bot_id AS botId, count(*) AS count FROM deliveries
     WHERE id > :after AND id < :before AND kind = 'message' GROUP BY state, error, bot_id`,
  ),
  // Ids tell when a row was created, which needs no index. The plus keeps SQLite off the index of due rows.
  eraseOver: database.query(
    `DELETE FROM deliveries WHERE id IN (SELECT id FROM deliveries
       WHERE id < :end AND +due_at IS NULL AND coalesce(deleted_at, 0) < :before ORDER BY id LIMIT :limit)`,
  ),
});

/** As the partial indexes have it: SQLite uses them only for a literal. Unfinished rows have a due time. */
const isIn = (state: DeliveryState): string =>
  state === 'failed' || state === 'deleted'
    ? `state = '${state}'`
    : `id IN (SELECT id FROM deliveries WHERE bot_id > 0 AND due_at IS NOT NULL AND state = '${state}')`;
