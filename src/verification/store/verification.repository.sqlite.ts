import { sql, type ExpressionBuilder, type UpdateQueryBuilder, type UpdateResult } from 'kysely';
import type { SqliteDatabase, Statement } from '../../persistence/sqlite/sqlite.database';
import type { Tables, VerificationRow } from '../../persistence/sqlite/sqlite.schema';
import { statusesBefore, type Door, type EndReason, type Failure, type News } from '../verification';
import type { Status, Verification } from '../verification';
import { columns, toRow, toVerification } from './verification.row';
import { VerificationRepository, type Changed, type Failed, type Life } from './verification.repository';
import type { Collecting, Opener, PressedIn, Renewal } from './verification.repository';

type Key = { id: string };

/** Each change is one `UPDATE … RETURNING`: its condition and its effect cannot be torn apart. */
export class SqliteVerificationRepository extends VerificationRepository {
  private readonly queries: ReturnType<typeof prepareQueries>;

  constructor(private readonly database: SqliteDatabase) {
    super();
    this.queries = prepareQueries(database);
  }

  insert(verification: Verification): Promise<boolean> {
    return this.database.write(() => this.queries.insert.run(toRow(verification)) === 1);
  }

  async find(id: string): Promise<Verification | undefined> {
    return toVerification(this.queries.find.first({ value: id }));
  }

  async findByLinkId(linkId: string): Promise<Verification | undefined> {
    return toVerification(this.queries.findByLinkId.first({ value: linkId }));
  }

  address(id: string, pressed: PressedIn, renewal: Renewal, now: Date): Promise<Changed> {
    return this.change(this.queries.address, { id, ...pressed, ...toMilliseconds(renewal), now: now.getTime() });
  }

  prove(id: string): Promise<Changed> {
    return this.change(this.queries.prove, { id });
  }

  bind(id: string, flowHash: string): Promise<Changed> {
    return this.change(this.queries.bind, { id, flowHash });
  }

  prolongStart(id: string, times: { startExpiresAt: Date; resendAt: Date }, now: Date): Promise<Changed> {
    const startExpiresAt = times.startExpiresAt.getTime();
    return this.change(this.queries.prolongStart, {
      id,
      startExpiresAt,
      resendAt: times.resendAt.getTime(),
      now: now.getTime(),
    });
  }

  renew(id: string, renewal: Renewal, now: Date): Promise<Changed> {
    return this.change(this.queries.renew, { id, ...toMilliseconds(renewal), now: now.getTime() });
  }

  rotate(id: string, deliveryId: string, generation: number): Promise<Changed> {
    return this.change(this.queries.rotate, { id, deliveryId, generation });
  }

  markSent(id: string, deliveryId: string, { sentAt, expiresAt }: Life, news?: readonly News[]): Promise<Changed> {
    const times = { sentAt: sentAt.getTime(), expiresAt: expiresAt.getTime() };
    return this.change(this.queries.markSent, { id, deliveryId, ...times, news: wordsOf(news) });
  }

  fail(id: string, deliveryId: string, { failure, at }: Failed, news?: readonly News[]): Promise<Changed> {
    return this.change(this.queries.fail, { id, deliveryId, failure, now: at.getTime(), news: wordsOf(news) });
  }

  countAttempt(id: string, maxAttempts: number, now: Date): Promise<Changed> {
    return this.change(this.queries.countAttempt, { id, maxAttempts, now: now.getTime() });
  }

  consume(id: string, generation: number, by: Opener, news?: readonly News[]): Promise<Changed> {
    const { door, userId = null, collectedBy = null, usedWith = null, at } = by;
    const opened = { door, userId, collectedBy, usedWith, now: at.getTime(), news: wordsOf(news) };
    return this.change(this.queries.consume, { id, generation, ...opened });
  }

  lock(id: string, reason: EndReason, now: Date, news?: readonly News[]): Promise<Changed> {
    return this.change(this.queries.lock, { id, reason, now: now.getTime(), news: wordsOf(news) });
  }

  cancel(id: string, reason: EndReason, now: Date, news?: readonly News[]): Promise<Changed> {
    return this.change(this.queries.cancel, { id, reason, now: now.getTime(), news: wordsOf(news) });
  }

  collect(id: string, { collectedBy, collectedWith }: Collecting, since: Date): Promise<Changed> {
    return this.change(this.queries.collect, {
      id,
      collectedBy,
      collectedWith: collectedWith ?? null,
      since: since.getTime(),
    });
  }

  async listUntold(limit: number): Promise<Verification[]> {
    return this.queries.listUntold.all({ limit }).map((row) => toVerification(row)!);
  }

  async forgetNews(id: string, news: News): Promise<void> {
    await this.database.write(() => this.queries.forgetNews.run({ id, word: `${news} ` }));
  }

  private change<Args>(statement: Statement<Args, VerificationRow>, args: Args): Promise<Changed> {
    return this.database.write(() => toVerification(statement.first(args)));
  }
}

type Query = UpdateQueryBuilder<Tables, 'verifications', 'verifications', UpdateResult>;
type Param<Args> = <K extends keyof Args & string>(name: K) => Args[K];
type Renew = Key & { deliveryId: string; deadlineAt: number; resendAt: number; now: number };
type Pressed = Renew & PressedIn;
type OfMessage = Key & { deliveryId: string };
type WithNews = { news: string | null };
type Ending = WithNews & { reason: EndReason; now: number };
type Opened = { generation: number; door: Door; userId: string | null; now: number } & {
  collectedBy: string | null;
  usedWith: string | null;
};

function prepareQueries(database: SqliteDatabase) {
  const find = (column: 'id' | 'link_id') =>
    database.prepare<{ value: string }, VerificationRow>((db, param) =>
      db.selectFrom('verifications').selectAll().where(column, '=', param('value')),
    );
  const change = <Args extends Key>(build: (update: Query, param: Param<Args>) => Query) =>
    database.prepare<Args, VerificationRow>((db, param) => {
      const update = db.updateTable('verifications').where('id', '=', param('id') as string);
      return build(
        update.set((eb) => ({ revision: eb('revision', '+', 1) })),
        param,
      ).returningAll();
    });
  return {
    insert: database.prepare<VerificationRow>((db, param) => {
      const row = Object.fromEntries(columns.map((column) => [column, param(column)]));
      return db
        .insertInto('verifications')
        .values(row as VerificationRow)
        .onConflict((conflict) => conflict.column('id').doNothing());
    }),
    find: find('id'),
    findByLinkId: find('link_id'),
    address: change<Pressed>((update, param) =>
      update
        .set({ status: 'sending', bot_id: param('botId'), chat_id: param('chatId'), delivery_id: param('deliveryId') })
        .set({ deadline_at: param('deadlineAt'), resend_at: param('resendAt') })
        .set({ generation: sql<number>`generation + unproven`, unproven: 0, failure: null, ended_at: null })
        .where((eb) =>
          eb.or([
            eb('status', '=', 'awaiting_telegram'),
            eb.and([eb('status', '=', 'failed'), eb('unproven', '=', 1)]),
          ]),
        )
        .where('start_expires_at', '>', param('now')),
    ),
    prove: change<Key>((update) => update.set({ unproven: 0 })),
    bind: change<Key & { flowHash: string }>((update, param) => update.set({ flow_hash: param('flowHash') })),
    prolongStart: change<Key & { startExpiresAt: number; resendAt: number; now: number }>((update, param) =>
      update
        .set({ start_expires_at: param('startExpiresAt'), resend_at: param('resendAt') })
        .where('status', '=', 'awaiting_telegram')
        .where('resend_at', '<=', param('now')),
    ),
    renew: change<Renew>((update, param) =>
      nextGeneration(update)
        .set({ status: 'sending', sent_at: null, expires_at: null, failure: null, ended_at: null })
        .set({ delivery_id: param('deliveryId') })
        .set({ deadline_at: param('deadlineAt'), resend_at: param('resendAt') })
        .where('status', 'in', statusesBefore('sending'))
        .where('delivery_id', 'is not', null)
        .where('resend_at', '<=', param('now')),
    ),
    rotate: change<OfMessage & { generation: number }>((update, param) =>
      nextGeneration(update)
        .where('status', '=', 'sending')
        .where('delivery_id', '=', param('deliveryId'))
        .where('generation', '=', param('generation')),
    ),
    markSent: change<OfMessage & WithNews & { sentAt: number; expiresAt: number }>((update, param) =>
      tell(update, param)
        .set({ status: 'sent', sent_at: param('sentAt'), expires_at: param('expiresAt') })
        .where('status', 'in', statusesBefore('sent'))
        .where('deadline_at', '>', param('sentAt'))
        .where('delivery_id', '=', param('deliveryId')),
    ),
    fail: change<OfMessage & WithNews & { failure: Failure; now: number }>((update, param) =>
      tell(update, param)
        .set({ status: 'failed', failure: param('failure'), resend_at: param('now'), ended_at: param('now') })
        .where('status', 'in', statusesBefore('failed'))
        .where('delivery_id', '=', param('deliveryId')),
    ),
    countAttempt: change<Key & { maxAttempts: number; now: number }>((update, param) =>
      update
        .set((eb) => ({ attempts: eb('attempts', '+', 1) }))
        .where('attempts', '<', param('maxAttempts'))
        .where((eb) => isAlive(eb, param('now'))),
    ),
    consume: change<Key & WithNews & Opened>((update, param) =>
      tell(update, param)
        .set({ status: 'verified', door: param('door'), user_id: param('userId'), ended_at: param('now') })
        .set({ collected_by: param('collectedBy'), used_with: param('usedWith') })
        .where('generation', '=', param('generation'))
        .where((eb) => isAlive(eb, param('now'))),
    ),
    lock: change<Key & Ending>((update, param) => end(update, 'locked', param)),
    cancel: change<Key & Ending>((update, param) => end(update, 'cancelled', param)),
    collect: change<Key & { collectedBy: string; collectedWith: string | null; since: number }>((update, param) =>
      update
        .set({ collected_by: param('collectedBy'), collected_with: param('collectedWith') })
        .where('status', '=', 'verified')
        .where('door', '=', 'approval')
        .where('collected_by', 'is', null)
        .where('ended_at', '>', param('since')),
    ),
    listUntold: database.prepare<{ limit: number }, VerificationRow>((db, param) =>
      db.selectFrom('verifications').selectAll().where('untold', 'is not', null).orderBy('id').limit(param('limit')),
    ),
    forgetNews: database.prepare<Key & { word: string }>((db, param) =>
      db
        .updateTable('verifications')
        .set({ untold: sql<string | null>`nullif(replace(untold, ${param('word')}, ''), '')` })
        .where('id', '=', param('id')),
    ),
  };
}

const end = (update: Query, status: Status, param: Param<Ending>): Query =>
  tell(update, param)
    .set({ status, end_reason: param('reason'), ended_at: param('now') })
    .where('status', 'in', statusesBefore(status));

const wordsOf = (news: readonly News[] = []): string | null => (news.length > 0 ? news.join(' ') : null);

/** Words with a space behind each; `null` is no news, and leaves what is there. */
const tell = (update: Query, param: Param<WithNews>): Query =>
  update.set({ untold: sql<string | null>`coalesce(coalesce(untold, '') || ${param('news')} || ' ', untold)` });

const nextGeneration = (update: Query): Query => update.set((eb) => ({ generation: eb('generation', '+', 1) }));

/** A code lives from its making: until its expiry once Telegram has it, until the deadline before that. */
function isAlive(eb: ExpressionBuilder<Tables, 'verifications'>, now: number) {
  return eb.or([
    eb.and([eb('status', '=', 'sent'), eb('expires_at', '>', now)]),
    eb.and([eb('status', '=', 'sending'), eb('deadline_at', '>', now)]),
  ]);
}

const toMilliseconds = (renewal: Renewal) => ({
  deliveryId: renewal.deliveryId,
  deadlineAt: renewal.deadlineAt.getTime(),
  resendAt: renewal.resendAt.getTime(),
});
