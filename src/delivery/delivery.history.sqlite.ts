import { sql, type ExpressionBuilder } from 'kysely';
import { idsSince, type Stretch } from '../ids';
import type { SqliteDatabase, Statement } from '../persistence/sqlite.database';
import type { DeliveryRow, Tables } from '../persistence/sqlite.schema';
import type { Delivery, DeliveryState } from './delivery';
import { DeliveryHistory, type Course, type Page, type Search } from './delivery.history';
import { courseColumns, toCourse, toDelivery, type CourseRow } from './delivery.row';

type Arguments = { chatId: number; verificationId: string; before: string; limit: number };

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

  async list(search: Search, { before = END, limit }: Page): Promise<Delivery[]> {
    const { chatId = 0, verificationId = '' } = search;
    return this.statementFor(search).all({ chatId, verificationId, before, limit }).map(toDelivery);
  }

  async read(stretch: Stretch): Promise<Course[]> {
    return this.queries.read.all(stretch).map(toCourse);
  }

  eraseOver(before: Date, limit: number): Promise<number> {
    const range = { end: idsSince(before), before: before.getTime(), limit };
    return this.database.write(() => this.queries.eraseOver.run(range));
  }

  private statementFor(search: Search): Statement<Arguments, DeliveryRow> {
    const shape = `${search.state} ${search.chatId === undefined} ${search.verificationId === undefined}`;
    const statement = this.statements.get(shape) ?? this.prepare(search);
    this.statements.set(shape, statement);
    return statement;
  }

  private prepare({ state, chatId, verificationId }: Search): Statement<Arguments, DeliveryRow> {
    return this.database.prepare((db, param) =>
      db
        .selectFrom('deliveries')
        .selectAll()
        .where('id', '<', param('before'))
        .$if(chatId !== undefined, (query) => query.where('chat_id', '=', param('chatId')))
        .$if(verificationId !== undefined, (query) => query.where('verification_id', '=', param('verificationId')))
        .$if(state !== undefined, (query) => query.where((eb) => isIn(eb, state!)))
        .orderBy('id', 'desc')
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
