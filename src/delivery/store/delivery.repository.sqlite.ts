import { sql } from 'kysely';
import type { SqliteDatabase } from '../../persistence/sqlite/sqlite.database';
import { clock } from '../../clock';
import { fromDate, type DeliveryRow } from '../../persistence/sqlite/sqlite.schema';
import { KEPT_STEPS, stepOf, SUPERSEDED, type Claim, type Delivery, type DeliveryState } from '../delivery';
import type { Holder, Outcome } from '../delivery';
import { DeliveryRepository, LOST_AT_A_TIME, type Pending, type Room } from './delivery.repository';
import { columns, toDelivery, toRow, toStepText } from './delivery.row';

type Settlement = { id: string; holder: string; claims: number } & Pick<
  DeliveryRow,
  'state' | 'due_at' | 'error' | 'message_id' | 'sent_at' | 'delete_at' | 'deleted_at'
> & { attempts: number; removals: number; notBefore: number; step: string | null };

/** A deadline that leaves nothing out. */
const EVER = Number.MAX_SAFE_INTEGER;

export class SqliteDeliveryRepository extends DeliveryRepository {
  private readonly queries: ReturnType<typeof prepareQueries>;

  constructor(private readonly database: SqliteDatabase) {
    super();
    this.queries = prepareQueries(database);
  }

  async insert(delivery: Delivery): Promise<void> {
    await this.database.write(() => this.queries.insert.run(toRow(delivery)));
  }

  async find(id: string): Promise<Delivery | undefined> {
    const row = this.queries.find.first({ id });
    return row && toDelivery(row);
  }

  async claimDue(holder: Holder, now: Date, leaseEnds: Date, room: Room): Promise<Claim[]> {
    const { sends, again: most = sends, unproven = 0, removals, lostBefore } = room;
    const claim = { ...holder, leaseEnds: leaseEnds.getTime(), now: now.getTime(), deadline: EVER };
    const lost = { ...claim, deadline: lostBefore?.getTime() ?? 0, limit: LOST_AT_A_TIME };
    // Most looks find nothing, and a read costs no commit.
    if (!this.queries.firstDue.first(claim)) return [];
    const rows = await this.database.write(() => {
      const removed = this.queries.claimRemovals.all({ ...claim, limit: removals });
      const overdue = this.queries.claimLost.all(lost);
      const again = this.queries.claimAgain.all({ ...claim, limit: most });
      const first = again.concat(this.queries.claimFirst.all({ ...claim, limit: sends - again.length }));
      const rest = Math.min(unproven, sends - first.length);
      return [...removed, ...overdue, ...first, ...this.queries.claimInTurn.all({ ...claim, limit: rest })];
    });
    return rows.map((row) => ({ ...toDelivery(row), isInterrupted: row.interrupted === 1 }));
  }

  async settle(held: Claim, outcome: Outcome, now = clock.now()): Promise<boolean> {
    const { id, holder, claims } = held;
    const step = toStepText(stepOf(outcome, now));
    const settlement = { id, holder: holder!, claims, step, ...settled(held, outcome) };
    return this.database.write(() => this.queries.settle.run(settlement) === 1);
  }

  async release({ id, holder, claims }: Claim, at: Date): Promise<boolean> {
    const released = { id, holder: holder!, claims, at: at.getTime() };
    return this.database.write(() => this.queries.release.run(released) === 1);
  }

  async retire(id: string, now: Date): Promise<void> {
    const step = toStepText(stepOf(SUPERSEDED, now));
    await this.database.write(
      () =>
        this.queries.retireSent.run({ id, now: now.getTime() }) ||
        this.queries.retirePlaced.run({ id, now: now.getTime() }) ||
        this.queries.retireQueued.run({ id, step }),
    );
  }

  async prefer(id: string): Promise<void> {
    await this.database.write(() => this.queries.prefer.run({ id }));
  }

  takeOver(holder: Holder, now: Date): Promise<number> {
    return this.database.write(() => this.queries.takeOver.run({ ...holder, now: now.getTime() }));
  }

  async listSent(botId: number): Promise<Delivery[]> {
    return this.queries.listSent.all({ botId }).map(toDelivery);
  }

  async countPending(overdueAt: Date): Promise<Pending[]> {
    return this.queries.countPending.all({ overdueAt: overdueAt.getTime() });
  }
}

function prepareQueries(database: SqliteDatabase) {
  return {
    insert: database.prepare<DeliveryRow>((db, param) => {
      const row = Object.fromEntries(columns.map((column) => [column, param(column)]));
      return db
        .insertInto('deliveries')
        .values(row as DeliveryRow)
        .onConflict((conflict) => conflict.column('id').doNothing());
    }),
    find: database.prepare<{ id: string }, DeliveryRow>((db, param) =>
      db.selectFrom('deliveries').selectAll().where('id', '=', param('id')),
    ),
    firstDue: database.prepare<{ botId: number; now: number }>((db, param) =>
      db
        .selectFrom('deliveries')
        .select('id')
        .where('bot_id', '=', param('botId'))
        .where('due_at', '<=', param('now'))
        .limit(1),
    ),
    claimLost: claimStatement(database, ['queued', 'sending']),
    claimAgain: claimStatement(database, ['queued'], 'again'),
    claimFirst: claimStatement(database, ['queued', 'sending'], 'first'),
    claimInTurn: claimStatement(database, ['queued', 'sending'], 'in turn'),
    claimRemovals: claimStatement(database, ['sent']),
    prefer: database.prepare<{ id: string }>((db, param) =>
      db.updateTable('deliveries').set({ turn_at: null }).where('id', '=', param('id')),
    ),
    settle: database.prepare<Settlement>((db, param) =>
      db
        .updateTable('deliveries')
        .set((eb) => ({
          state: param('state'),
          holder: null,
          due_at: param('due_at'),
          error: param('error'),
          message_id: param('message_id'),
          sent_at: param('sent_at'),
          delete_at: param('delete_at'),
          deleted_at: param('deleted_at'),
          attempts: eb('attempts', '+', param('attempts')),
          removal_attempts: eb('removal_attempts', '+', param('removals')),
          // Nothing where there is no turn, which SQLite's `max` leaves so.
          turn_at: sql<number | null>`max(turn_at, ${param('notBefore')})`,
          steps: withStep(param('step')),
        }))
        .where('id', '=', param('id'))
        .where('holder', '=', param('holder'))
        .where('claims', '=', param('claims')),
    ),
    release: database.prepare<{ id: string; holder: string; claims: number; at: number }>((db, param) =>
      db
        .updateTable('deliveries')
        .set({ holder: null, due_at: param('at') })
        .where('id', '=', param('id'))
        .where('holder', '=', param('holder'))
        .where('claims', '=', param('claims')),
    ),
    retireSent: database.prepare<{ id: string; now: number }>((db, param) =>
      db
        .updateTable('deliveries')
        .set({ due_at: earlier('due_at', param('now')), delete_at: earlier('delete_at', param('now')) })
        .where('id', '=', param('id'))
        .where('state', '=', 'sent')
        .where('holder', 'is', null),
    ),
    retirePlaced: database.prepare<{ id: string; now: number }>((db, param) =>
      db
        .updateTable('deliveries')
        .set({ due_at: earlier('due_at', param('now')) })
        .where('id', '=', param('id'))
        .where('state', '=', 'queued')
        .where('message_id', 'is not', null),
    ),
    retireQueued: database.prepare<{ id: string; step: string | null }>((db, param) =>
      db
        .updateTable('deliveries')
        .set({ state: 'failed', due_at: null, error: SUPERSEDED.error, steps: withStep(param('step')) })
        .where('id', '=', param('id'))
        .where('state', '=', 'queued')
        .where('message_id', 'is', null),
    ),
    takeOver: database.prepare<Holder & { now: number }>((db, param) =>
      db
        .updateTable('deliveries')
        .set({ holder: null, due_at: param('now') })
        .where('bot_id', '=', param('botId'))
        .where('due_at', 'is not', null)
        .where('holder', 'is not', null)
        .where('holder', '<>', param('name')),
    ),
    listSent: database.prepare<{ botId: number }, DeliveryRow>((db, param) =>
      db
        .selectFrom('deliveries')
        .selectAll()
        .where('bot_id', '=', param('botId'))
        .where('due_at', 'is not', null)
        .where('state', '=', 'sent'),
    ),
    countPending: database.prepare<{ overdueAt: number }, Pending>((db, param) =>
      db
        .selectFrom('deliveries')
        .select([
          'bot_id as botId',
          sql<number>`sum(state <> 'sent')`.as('deliveries'),
          sql<number>`sum(state <> 'sent' and turn_at is not null)`.as('unproven'),
          sql<number>`sum(state = 'sent')`.as('deletions'),
          sql<number>`sum(state = 'sent' and delete_at <= ${param('overdueAt')})`.as('overdue'),
        ])
        .where('due_at', 'is not', null)
        .groupBy('bot_id'),
    ),
  };
}

/** Appends to what is there, which loses its oldest where it is full; `step` may be NULL for none. */
const withStep = (step: string | null) => {
  const kept = sql`iif(json_array_length(steps) < ${sql.lit(KEPT_STEPS)}, steps, json_remove(steps, '$[0]'))`;
  return sql<string>`iif(${step} is null, steps, json_insert(${kept}, '$[#]', json(${step})))`;
};

/** A clock that was set back, or another's, moves nothing to a later time. */
const earlier = (column: 'due_at' | 'delete_at', time: number) => sql<number>`min(${sql.ref(column)}, ${time})`;

type ClaimArguments = Holder & { now: number; leaseEnds: number; deadline: number; limit: number };

const ORDERS = { again: 'deadline_at', first: 'due_at', 'in turn': 'turn_at' } as const;

/** @param which those that have no turn (of these, those that were tried before), or those that have one; all where it is left out */
function claimStatement(database: SqliteDatabase, states: DeliveryState[], which?: keyof typeof ORDERS) {
  return database.prepare<ClaimArguments, DeliveryRow>((db, param) =>
    db
      .updateTable('deliveries')
      .set((eb) => ({
        holder: param('name'),
        due_at: param('leaseEnds'),
        claims: eb('claims', '+', 1),
        interrupted: sql<number>`(state = 'sending')`,
        state: sql<string>`iif(state = 'queued', 'sending', state)`,
      }))
      .where('id', 'in', (eb) =>
        eb
          .selectFrom('deliveries')
          .select('id')
          .where('bot_id', '=', param('botId'))
          .where('due_at', '<=', param('now'))
          .where('state', 'in', states)
          .where('deadline_at', '<=', param('deadline'))
          .$if(which !== undefined, (query) => query.where('turn_at', which === 'in turn' ? 'is not' : 'is', null))
          // As its index says it, which SQLite takes for nothing else.
          .$if(which === 'again', (query) => query.where(sql<boolean>`state = 'queued' AND claims > 0`))
          .orderBy(ORDERS[which ?? 'first'])
          .limit(param('limit')),
      )
      .returningAll(),
  );
}

/** The columns that an outcome decides; the others keep what the claim showed. */
function settled(held: Claim, outcome: Outcome): Omit<Settlement, 'id' | 'holder' | 'claims' | 'step'> {
  const kept = {
    message_id: held.messageId ?? null,
    sent_at: fromDate(held.sentAt),
    delete_at: fromDate(held.deleteAt),
    deleted_at: null,
    error: held.error ?? null,
    attempts: 0,
    removals: 0,
    notBefore: 0,
  };
  switch (outcome.kind) {
    case 'sent': {
      const { messageId, attempts } = outcome;
      const deleteAt = outcome.deleteAt.getTime();
      const times = { sent_at: outcome.sentAt.getTime(), delete_at: deleteAt, due_at: deleteAt };
      return { ...kept, ...times, state: 'sent', message_id: messageId, error: null, attempts };
    }
    case 'send_again': {
      const { at, error = kept.error, attempts } = outcome;
      return { ...kept, state: 'queued', due_at: at.getTime(), notBefore: at.getTime(), error, attempts };
    }
    case 'placed': {
      const { messageId = null, at, attempts } = outcome;
      return { ...kept, state: 'queued', due_at: at.getTime(), message_id: messageId, error: null, attempts };
    }
    case 'deleted':
      return { ...kept, state: 'deleted', due_at: null, deleted_at: outcome.at.getTime(), removals: 1 };
    case 'delete_again':
      return { ...kept, state: 'sent', due_at: outcome.at.getTime(), error: outcome.error, removals: 1 };
    case 'failed':
      return { ...kept, state: 'failed', due_at: null, error: outcome.error, attempts: outcome.attempts };
    default:
      return outcome satisfies never;
  }
}
