import { idsSince } from '../../ids';
import type { SqliteDatabase, Statement } from '../../persistence/sqlite/sqlite.database';
import type { Row } from '../../persistence/table';
import type { Claim, Outcome, Webhook } from '../webhook';
import { webhookTable } from './webhook.table';
import { WebhookRepository, type Page, type Replay, type Search, type Terms } from './webhook.repository';

type Searching = { type: string; before: string; limit: number };

/** Beyond every possible id, and every possible time. */
const END = '~';
const END_OF_TIME = 8.64e15 + 1;

export class SqliteWebhookRepository extends WebhookRepository {
  private readonly queries: ReturnType<typeof prepareQueries>;
  /** Prepared statements, by the shape of their search. */
  private readonly lists = new Map<string, Statement<Searching>>();

  constructor(private readonly database: SqliteDatabase) {
    super();
    this.queries = prepareQueries(database);
  }

  async insert(webhook: Webhook): Promise<void> {
    await this.database.write(() => this.queries.insert.run(webhookTable.toRow(webhook)));
  }

  async find(id: string): Promise<Webhook | undefined> {
    const row = this.queries.find.first({ id });
    return row && webhookTable.fromRow(row);
  }

  async claimDue(holder: string, now: Date, { leaseEnds, limit, busy = [] }: Terms): Promise<Claim[]> {
    // Most of the time nothing is due, and a read costs no commit.
    if (!this.queries.firstDue.first({ now: now.getTime() })) return [];
    const claim = { holder, now: now.getTime(), leaseEnds: leaseEnds.getTime(), limit, busy: JSON.stringify(busy) };
    const rows = await this.database.write(() => this.queries.claim.all(claim));
    return rows.map((row) => ({ ...webhookTable.fromRow(row), holder }));
  }

  settle({ id, holder, claims, status, error }: Claim, outcome: Outcome): Promise<boolean> {
    const was = { status: status ?? null, error: error ?? null };
    const settled = { id, holder, claims, ...was, ...settlement(outcome) };
    return this.database.write(() => this.queries.settle.run(settled) === 1);
  }

  async replay(id: string, now: Date): Promise<Webhook | undefined> {
    const row = await this.database.write(() => this.queries.replay.first({ id, now: now.getTime() }));
    return row && webhookTable.fromRow(row);
  }

  async replayAll({ state, from, to, after }: Replay, now: Date, limit: number): Promise<string[]> {
    const times = { from: from.getTime(), to: to?.getTime() ?? END_OF_TIME, now: now.getTime() };
    const range = { after, before: to ? idsSince(to) : END, ...times, limit };
    const rows = await this.database.write(() => this.queries.replayAll[state].all(range));
    return rows.map(({ id }) => id).toSorted();
  }

  async list(search: Search, { before = END, limit }: Page): Promise<Webhook[]> {
    return this.listing(search)
      .all({ type: search.type ?? '', before, limit })
      .map(webhookTable.fromRow);
  }

  async countPending(): Promise<number> {
    return this.queries.countPending.only({}).count;
  }

  eraseEnded(before: Date, limit: number): Promise<number> {
    const range = { id: idsSince(before), before: before.getTime(), limit };
    return this.database.write(() => this.queries.eraseEnded.run(range));
  }

  private listing(search: Search): Statement<Searching> {
    const shape = `${search.state} ${search.type === undefined}`;
    const statement = this.lists.get(shape) ?? this.prepareListing(search);
    this.lists.set(shape, statement);
    return statement;
  }

  /** The state is a literal, without which SQLite cannot use the partial indexes. A pending row has a due time. */
  private prepareListing({ state, type }: Search): Statement<Searching> {
    const conditions = [
      'id < :before',
      // Failed or pending rows are rarer than any type: the plus hides the type from the choice of an index.
      type !== undefined && (state === 'failed' || state === 'pending' ? '+type = :type' : 'type = :type'),
      state === 'pending' && 'id IN (SELECT id FROM webhooks WHERE due_at IS NOT NULL)',
      state !== undefined && `state = '${state}'`,
    ];
    return this.database.query(
      `${webhookTable.select} WHERE ${conditions.filter(Boolean).join(' AND ')} ORDER BY id DESC LIMIT :limit`,
    );
  }
}

const AS_IF_NEVER_TRIED = `state = 'pending', due_at = :now, holder = NULL, attempts = 0, ended_at = NULL`;

function prepareQueries(database: SqliteDatabase) {
  const { insert, select, columns } = webhookTable;
  return {
    insert: database.query(`${insert} ON CONFLICT (id) DO NOTHING`),
    find: database.query(`${select} WHERE id = :id`),
    countPending: database.query<object, { count: number }>(
      'SELECT count(*) AS count FROM webhooks WHERE due_at IS NOT NULL',
    ),
    firstDue: database.query('SELECT id FROM webhooks WHERE due_at <= :now LIMIT 1'),
    claim: database.query(
      `UPDATE webhooks SET holder = :holder, due_at = :leaseEnds, claims = claims + 1
       WHERE id IN (
         SELECT id FROM webhooks
         WHERE due_at <= :now AND coalesce(app_id, '') NOT IN (SELECT value FROM json_each(:busy))
         ORDER BY due_at LIMIT :limit)
       RETURNING ${columns}`,
    ),
    settle: database.query(
      `UPDATE webhooks SET state = :state, due_at = :due_at, holder = NULL, ended_at = :ended_at,
         status = :status, error = :error, attempts = attempts + :tried
       WHERE id = :id AND holder = :holder AND claims = :claims`,
    ),
    replay: database.query(`UPDATE webhooks SET ${AS_IF_NEVER_TRIED} WHERE id = :id RETURNING ${columns}`),
    replayAll: { failed: replayOf(database, 'failed'), sent: replayOf(database, 'sent') },
    eraseEnded: database.query(
      `DELETE FROM webhooks WHERE id IN
         (SELECT id FROM webhooks WHERE id < :id AND ended_at < :before ORDER BY id LIMIT :limit)`,
    ),
  };
}

/** Only with a literal can SQLite use the partial index on failed rows. */
const replayOf = (database: SqliteDatabase, state: Replay['state']) =>
  database.query<object, { id: string }>(
    `UPDATE webhooks SET ${AS_IF_NEVER_TRIED} WHERE id IN
       (SELECT id FROM webhooks WHERE id > :after AND id < :before AND occurred_at >= :from AND occurred_at < :to
          AND state = '${state}' AND ended_at < :now ORDER BY id LIMIT :limit)
     RETURNING id`,
  );

/** The columns that an outcome decides, among them what it says about the last answer. */
function settlement(outcome: Outcome): Row {
  const at = outcome.at.getTime();
  switch (outcome.kind) {
    case 'sent':
      return { state: 'sent', due_at: null, status: outcome.status, error: null, tried: 1, ended_at: at };
    case 'again':
    case 'failed': {
      const said = { status: outcome.status ?? null, error: outcome.error, tried: 1 };
      if (outcome.kind === 'again') return { ...said, state: 'pending', due_at: at, ended_at: null };
      return { ...said, state: 'failed', due_at: null, ended_at: at };
    }
    case 'returned':
      return { state: 'pending', due_at: at, tried: 0, ended_at: null };
    default:
      return outcome satisfies never;
  }
}
