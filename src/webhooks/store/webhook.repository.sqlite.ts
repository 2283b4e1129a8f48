import { sql } from 'kysely';
import { idsSince } from '../../ids';
import type { SqliteDatabase, Statement } from '../../persistence/sqlite/sqlite.database';
import type { WebhookRow } from '../../persistence/sqlite/sqlite.schema';
import type { Claim, Outcome, Webhook } from '../webhook';
import { WebhookRepository, type Page, type Replay, type Search } from './webhook.repository';
import { toRow, toWebhook } from './webhook.row';

type Held = { id: string; holder: string; claims: number };
type Settled = Pick<WebhookRow, 'state' | 'due_at' | 'status' | 'error' | 'ended_at'> & { attempts: number };
type Claiming = { holder: string; now: number; leaseEnds: number; limit: number };
type Replaying = { after: string; before: string; from: number; to: number; now: number; limit: number };
type Searching = { type: string; before: string; limit: number };

/** After every id there can be, and every time. */
const END = '~';
const END_OF_TIME = 8.64e15 + 1;

export class SqliteWebhookRepository extends WebhookRepository {
  private readonly queries: ReturnType<typeof prepareQueries>;
  /** By what they look for. */
  private readonly lists = new Map<string, Statement<Searching, WebhookRow>>();

  constructor(private readonly database: SqliteDatabase) {
    super();
    this.queries = prepareQueries(database);
  }

  async insert(webhook: Webhook): Promise<void> {
    await this.database.write(() => this.queries.insert.run(toRow(webhook)));
  }

  async find(id: string): Promise<Webhook | undefined> {
    const row = this.queries.find.first({ id });
    return row && toWebhook(row);
  }

  async claimDue(holder: string, now: Date, terms: { leaseEnds: Date; limit: number }): Promise<Claim[]> {
    // Most looks find nothing, and a read costs no commit.
    if (!this.queries.firstDue.first({ now: now.getTime() })) return [];
    const claim = { holder, now: now.getTime(), leaseEnds: terms.leaseEnds.getTime(), limit: terms.limit };
    const rows = await this.database.write(() => this.queries.claim.all(claim));
    return rows.map((row) => ({ ...toWebhook(row), holder }));
  }

  settle({ id, holder, claims, status, error }: Claim, outcome: Outcome): Promise<boolean> {
    const was = { status: status ?? null, error: error ?? null };
    const settled = { id, holder, claims, ...was, ...settlement(outcome) };
    return this.database.write(() => this.queries.settle.run(settled) === 1);
  }

  async replay(id: string, now: Date): Promise<Webhook | undefined> {
    const row = await this.database.write(() => this.queries.replay.first({ id, now: now.getTime() }));
    return row && toWebhook(row);
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
      .map(toWebhook);
  }

  async countPending(): Promise<number> {
    return this.queries.countPending.first({})!.count;
  }

  eraseEnded(before: Date, limit: number): Promise<number> {
    const range = { id: idsSince(before), before: before.getTime(), limit };
    return this.database.write(() => this.queries.eraseEnded.run(range));
  }

  private listing(search: Search): Statement<Searching, WebhookRow> {
    const shape = `${search.state} ${search.type === undefined}`;
    const statement = this.lists.get(shape) ?? this.prepareListing(search);
    this.lists.set(shape, statement);
    return statement;
  }

  /** As the partial indexes have it: only a literal lets SQLite use them. What is pending has a due time. */
  private prepareListing({ state, type }: Search): Statement<Searching, WebhookRow> {
    return this.database.prepare((db, param) => {
      const live = db.selectFrom('webhooks').select('id').where('due_at', 'is not', null);
      return db
        .selectFrom('webhooks')
        .selectAll()
        .where('id', '<', param('before'))
        .$if(type !== undefined, (query) => query.where(hasType(state), '=', param('type')))
        .$if(state === 'pending', (query) => query.where('id', 'in', live))
        .$if(state !== undefined, (query) => query.where(sql<boolean>`state = ${sql.lit(state)}`))
        .orderBy('id', 'desc')
        .limit(param('limit'));
    });
  }
}

/** What failed or is pending is rarer than any type: the plus hides the type from the choice of an index. */
const hasType = (state: Search['state']) =>
  state === 'failed' || state === 'pending' ? sql<string>`+type` : sql<string>`type`;

function prepareQueries(database: SqliteDatabase) {
  return {
    insert: database.prepare<WebhookRow>((db, param) =>
      db
        .insertInto('webhooks')
        .values({
          ...{ id: param('id'), type: param('type'), occurred_at: param('occurred_at'), payload: param('payload') },
          ...{ state: param('state'), due_at: param('due_at'), holder: param('holder'), claims: param('claims') },
          ...{ attempts: param('attempts'), status: param('status'), error: param('error') },
          ended_at: param('ended_at'),
        })
        .onConflict((conflict) => conflict.column('id').doNothing()),
    ),
    find: database.prepare<{ id: string }, WebhookRow>((db, param) =>
      db.selectFrom('webhooks').selectAll().where('id', '=', param('id')),
    ),
    countPending: database.prepare<object, { count: number }>((db) =>
      db
        .selectFrom('webhooks')
        .select(sql<number>`count(*)`.as('count'))
        .where('due_at', 'is not', null),
    ),
    ...tellings(database),
    ...changesOfMany(database),
  };
}

function tellings(database: SqliteDatabase) {
  return {
    firstDue: database.prepare<{ now: number }>((db, param) =>
      db.selectFrom('webhooks').select('id').where('due_at', '<=', param('now')).limit(1),
    ),
    claim: database.prepare<Claiming, WebhookRow>((db, param) =>
      db
        .updateTable('webhooks')
        .set((eb) => ({ holder: param('holder'), due_at: param('leaseEnds'), claims: eb('claims', '+', 1) }))
        .where('id', 'in', (eb) =>
          eb
            .selectFrom('webhooks')
            .select('id')
            .where('due_at', '<=', param('now'))
            .orderBy('due_at')
            .limit(param('limit')),
        )
        .returningAll(),
    ),
    settle: database.prepare<Held & Settled>((db, param) =>
      db
        .updateTable('webhooks')
        .set((eb) => ({
          ...{ state: param('state'), due_at: param('due_at'), holder: null, ended_at: param('ended_at') },
          ...{ status: param('status'), error: param('error') },
          attempts: eb('attempts', '+', param('attempts')),
        }))
        .where('id', '=', param('id'))
        .where('holder', '=', param('holder'))
        .where('claims', '=', param('claims')),
    ),
    replay: database.prepare<{ id: string; now: number }, WebhookRow>((db, param) =>
      db
        .updateTable('webhooks')
        .set({ state: 'pending', due_at: param('now'), holder: null, attempts: 0, ended_at: null })
        .where('id', '=', param('id'))
        .returningAll(),
    ),
  };
}

function changesOfMany(database: SqliteDatabase) {
  return {
    replayAll: { failed: replayStatement(database, 'failed'), sent: replayStatement(database, 'sent') },
    eraseEnded: database.prepare<{ id: string; before: number; limit: number }>((db, param) =>
      db
        .deleteFrom('webhooks')
        .where('id', 'in', (eb) =>
          eb
            .selectFrom('webhooks')
            .select('id')
            .where('id', '<', param('id'))
            .where('ended_at', '<', param('before'))
            .orderBy('id')
            .limit(param('limit')),
        ),
    ),
  };
}

/** Only a literal lets SQLite use the index of what failed. */
function replayStatement(database: SqliteDatabase, state: Replay['state']) {
  return database.prepare<Replaying, { id: string }>((db, param) =>
    db
      .updateTable('webhooks')
      .set({ state: 'pending', due_at: param('now'), holder: null, attempts: 0, ended_at: null })
      .where('id', 'in', (eb) =>
        eb
          .selectFrom('webhooks')
          .select('id')
          .where('id', '>', param('after'))
          .where('id', '<', param('before'))
          .where('occurred_at', '>=', param('from'))
          .where('occurred_at', '<', param('to'))
          .where(sql<boolean>`state = ${sql.lit(state)}`)
          .where('ended_at', '<', param('now'))
          .orderBy('id')
          .limit(param('limit')),
      )
      .returning('id'),
  );
}

/** The columns that an outcome decides; of the last answer, what it says of it. */
function settlement(outcome: Outcome): Partial<Settled> & Pick<Settled, 'state' | 'due_at' | 'attempts' | 'ended_at'> {
  const at = outcome.at.getTime();
  switch (outcome.kind) {
    case 'sent':
      return { state: 'sent', due_at: null, status: outcome.status, error: null, attempts: 1, ended_at: at };
    case 'again':
    case 'failed': {
      const said = { status: outcome.status ?? null, error: outcome.error, attempts: 1 };
      if (outcome.kind === 'again') return { ...said, state: 'pending', due_at: at, ended_at: null };
      return { ...said, state: 'failed', due_at: null, ended_at: at };
    }
    case 'returned':
      return { state: 'pending', due_at: at, attempts: 0, ended_at: null };
    default:
      return outcome satisfies never;
  }
}
