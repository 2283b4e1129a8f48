import { sql, type ExpressionBuilder } from 'kysely';
import type { SqliteDatabase, Statement } from '../persistence/sqlite.database';
import type { DeliveryRow, Tables } from '../persistence/sqlite.schema';
import type { Delivery, DeliveryState } from './delivery';
import { DeliveryHistory, type Page, type Search } from './delivery.history';
import { toDelivery } from './delivery.row';

type Arguments = { chatId: number; verificationId: string; before: string; limit: number };

/** After every id there can be. */
const END = '~';

export class SqliteDeliveryHistory extends DeliveryHistory {
  /** By what they look for. */
  private readonly statements = new Map<string, Statement<Arguments, DeliveryRow>>();

  constructor(private readonly database: SqliteDatabase) {
    super();
  }

  async list(search: Search, { before = END, limit }: Page): Promise<Delivery[]> {
    const { chatId = 0, verificationId = '' } = search;
    return this.statementFor(search).all({ chatId, verificationId, before, limit }).map(toDelivery);
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

/** As the partial indexes have it: only a literal lets SQLite use them. What is not over yet has a due time. */
function isIn(eb: ExpressionBuilder<Tables, 'deliveries'>, state: DeliveryState) {
  const hasState = sql<boolean>`state = ${sql.lit(state)}`;
  if (state === 'failed' || state === 'deleted') return hasState;
  const live = eb.selectFrom('deliveries').select('id').where('bot_id', '>', 0).where('due_at', 'is not', null);
  return eb('id', 'in', live.where(hasState));
}
