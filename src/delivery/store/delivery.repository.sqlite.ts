import type { SqliteDatabase } from '../../persistence/sqlite/sqlite.database';
import type { Row } from '../../persistence/table';
import { clock } from '../../clock';
import {
  isInTelegram,
  KEPT_STEPS,
  stepOf,
  SUPERSEDED,
  type Claim,
  type Delivery,
  type DeliveryState,
} from '../delivery';
import type { Holder, Outcome, SentDelivery } from '../delivery';
import { deliveryTable, keptTable, toClaim, toStepText } from './delivery.table';
import { DeliveryRepository, LOST_AT_A_TIME, type Pending, type Room } from './delivery.repository';

export class SqliteDeliveryRepository extends DeliveryRepository {
  private readonly queries: ReturnType<typeof prepareQueries>;

  constructor(private readonly database: SqliteDatabase) {
    super();
    this.queries = prepareQueries(database);
  }

  async insert(delivery: Delivery): Promise<void> {
    await this.database.write(() => this.queries.insert.run(keptTable.toRow({ isInterrupted: false, ...delivery })));
  }

  async find(id: string): Promise<Delivery | undefined> {
    const row = this.queries.find.first({ id });
    return row && deliveryTable.fromRow(row);
  }

  async claimDue(holder: Holder, now: Date, leaseEnds: Date, room: Room): Promise<Claim[]> {
    const { sends, again: most = sends, unproven = 0, removals, lostBefore } = room;
    const claim = { ...holder, leaseEnds: leaseEnds.getTime(), now: now.getTime() };
    const lost = { ...claim, deadline: lostBefore?.getTime() ?? 0, limit: LOST_AT_A_TIME };
    // Most looks find nothing, and a read costs no commit.
    if (!this.queries.firstDue.first(claim)) return [];
    // A call to Telegram follows the claim: by then the claim must be on disk, and so must the row's insertion.
    const rows = await this.database.writeLast(() => {
      const removed = this.queries.claimRemovals.all({ ...claim, limit: removals });
      const overdue = this.queries.claimLost.all(lost);
      const again = this.queries.claimAgain.all({ ...claim, limit: most });
      const first = again.concat(this.queries.claimFirst.all({ ...claim, limit: sends - again.length }));
      const rest = Math.min(unproven, sends - first.length);
      return [...removed, ...overdue, ...first, ...this.queries.claimInTurn.all({ ...claim, limit: rest })];
    });
    return rows.map(toClaim);
  }

  async settle(held: Claim, outcome: Outcome, now = clock.now()): Promise<boolean> {
    const { id, holder, claims } = held;
    const step = toStepText(stepOf(outcome, now));
    const settlement = { id, holder, claims, step, ...settled(held, outcome) };
    return this.database.write(() => this.queries.settle.run(settlement) === 1);
  }

  async release({ id, holder, claims }: Claim, at: Date): Promise<boolean> {
    const released = { id, holder, claims, at: at.getTime() };
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

  async listSent(botId: number): Promise<SentDelivery[]> {
    return this.queries.listSent.all({ botId }).map(deliveryTable.fromRow).filter(isInTelegram);
  }

  async countPending(overdueAt: Date): Promise<Pending[]> {
    return this.queries.countPending.all({ overdueAt: overdueAt.getTime() });
  }
}

const OF_HOLDER = 'id = :id AND holder = :holder AND claims = :claims';

/** Appends the step, unless `:step` is NULL; a full list loses its oldest. */
const WITH_STEP = `iif(:step IS NULL, steps, json_insert(
  iif(json_array_length(steps) < ${KEPT_STEPS}, steps, json_remove(steps, '$[0]')), '$[#]', json(:step)))`;

function prepareQueries(database: SqliteDatabase) {
  const { select } = deliveryTable;
  return {
    insert: database.query(`${keptTable.insert} ON CONFLICT (id) DO NOTHING`),
    find: database.query(`${select} WHERE id = :id`),
    firstDue: database.query(
      `SELECT id FROM deliveries
       WHERE bot_id = :botId AND state IN ('queued', 'sending', 'sent') AND due_at <= :now LIMIT 1`,
    ),
    ...claims(database),
    prefer: database.query('UPDATE deliveries SET turn_at = NULL WHERE id = :id'),
    // A row without a turn has a NULL `turn_at`, which SQLite's `max` leaves NULL.
    settle: database.query(
      `UPDATE deliveries SET state = :state, holder = NULL, due_at = :due_at, error = :error, message_id = :message_id,
         sent_at = :sent_at, delete_at = :delete_at, deleted_at = :deleted_at, attempts = attempts + :attempts,
         removal_attempts = removal_attempts + :removals, turn_at = max(turn_at, :notBefore), steps = ${WITH_STEP}
       WHERE ${OF_HOLDER}`,
    ),
    release: database.query(`UPDATE deliveries SET holder = NULL, due_at = :at WHERE ${OF_HOLDER}`),
    ...retirements(database),
    takeOver: database.query(
      `UPDATE deliveries SET holder = NULL, due_at = :now
       WHERE bot_id = :botId AND due_at IS NOT NULL AND holder IS NOT NULL AND holder <> :name`,
    ),
    listSent: database.query(`${select} WHERE bot_id = :botId AND due_at IS NOT NULL AND state = 'sent'`),
    countPending: database.query<{ overdueAt: number }, Pending>(
      `SELECT bot_id AS botId, sum(state <> 'sent') AS deliveries,
         sum(state <> 'sent' AND turn_at IS NOT NULL) AS unproven, sum(state = 'sent') AS deletions,
         sum(state = 'sent' AND delete_at <= :overdueAt) AS overdue
       FROM deliveries WHERE due_at IS NOT NULL GROUP BY bot_id`,
    ),
  };
}

/** Takes the earlier of two times: a clock that was set back, or another instance's, postpones nothing. */
const retirements = (database: SqliteDatabase) => ({
  retireSent: database.query(
    `UPDATE deliveries SET due_at = min(due_at, :now), delete_at = min(delete_at, :now)
     WHERE id = :id AND state = 'sent' AND holder IS NULL`,
  ),
  retirePlaced: database.query(
    `UPDATE deliveries SET due_at = min(due_at, :now) WHERE id = :id AND state = 'queued' AND message_id IS NOT NULL`,
  ),
  retireQueued: database.query(
    `UPDATE deliveries SET state = 'failed', due_at = NULL, error = '${SUPERSEDED.error}', steps = ${WITH_STEP}
     WHERE id = :id AND state = 'queued' AND message_id IS NULL`,
  ),
});

const UNSENT = ['queued', 'sending'] as const;

/** Rows without a turn go first, and among these those tried before, as their index has it; the others go in turn. */
const claims = (database: SqliteDatabase) => ({
  claimLost: claimOf(database, UNSENT, 'deadline_at <= :deadline', 'due_at'),
  claimAgain: claimOf(database, ['queued'], 'claims > 0 AND turn_at IS NULL', 'deadline_at'),
  claimFirst: claimOf(database, UNSENT, 'turn_at IS NULL', 'due_at'),
  claimInTurn: claimOf(database, UNSENT, 'turn_at IS NOT NULL', 'turn_at'),
  claimRemovals: claimOf(database, ['sent'], 'true', 'due_at'),
});

/** Merges the rows of each state, which an index has in order: the first are found without a look at other states. */
function claimOf(
  database: SqliteDatabase,
  states: readonly DeliveryState[],
  which: string,
  order: 'due_at' | 'deadline_at' | 'turn_at',
) {
  // The plus keeps SQLite from the index of due times, whose rows would have to be sorted.
  const isDue = order === 'due_at' ? 'due_at <= :now' : 'due_at IS NOT NULL AND +due_at <= :now';
  const dueIn = (state: DeliveryState) =>
    `SELECT id, ${order} FROM deliveries WHERE bot_id = :botId AND state = '${state}' AND ${isDue} AND ${which}`;
  return database.query(
    `UPDATE deliveries SET holder = :name, due_at = :leaseEnds, claims = claims + 1,
       interrupted = (state = 'sending'), state = iif(state = 'queued', 'sending', state)
     WHERE id IN (SELECT id FROM (${states.map(dueIn).join(' UNION ALL ')} ORDER BY ${order} LIMIT :limit))
     RETURNING ${keptTable.columns}`,
  );
}

/** The columns that an outcome sets; the others keep what the claim showed. */
function settled(held: Claim, outcome: Outcome): Row {
  const kept = {
    message_id: held.messageId ?? null,
    sent_at: held.sentAt?.getTime() ?? null,
    delete_at: held.deleteAt?.getTime() ?? null,
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
