import type { ExpressionBuilder, UpdateQueryBuilder, UpdateResult } from 'kysely';
import type { SqliteDatabase, Statement } from '../persistence/sqlite.database';
import { fromDate, toDate } from '../persistence/sqlite.schema';
import type { Tables, VerificationRow } from '../persistence/sqlite.schema';
import { statusesBefore, type Door, type Failure, type Status, type Verification } from './verification';
import { VerificationRepository, type Changed, type Renewal } from './verification.repository';

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

  address(id: string, chatId: number, renewal: Renewal, now: Date): Promise<Changed> {
    return this.change(this.queries.address, { id, chatId, ...toMilliseconds(renewal), now: now.getTime() });
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

  markSent(id: string, deliveryId: string, sentAt: Date, expiresAt: Date): Promise<Changed> {
    return this.change(this.queries.markSent, {
      id,
      deliveryId,
      sentAt: sentAt.getTime(),
      expiresAt: expiresAt.getTime(),
    });
  }

  fail(id: string, deliveryId: string, failure: Failure, now: Date): Promise<Changed> {
    return this.change(this.queries.fail, { id, deliveryId, failure, now: now.getTime() });
  }

  countAttempt(id: string, maxAttempts: number, now: Date): Promise<Changed> {
    return this.change(this.queries.countAttempt, { id, maxAttempts, now: now.getTime() });
  }

  consume(id: string, generation: number, door: Door, now: Date): Promise<Changed> {
    return this.change(this.queries.consume, { id, generation, door, now: now.getTime() });
  }

  lock(id: string, now: Date): Promise<Changed> {
    return this.change(this.queries.lock, { id, now: now.getTime() });
  }

  cancel(id: string, now: Date): Promise<Changed> {
    return this.change(this.queries.cancel, { id, now: now.getTime() });
  }

  private change<Args>(statement: Statement<Args, VerificationRow>, args: Args): Promise<Changed> {
    return this.database.write(() => toVerification(statement.first(args)));
  }
}

type Query = UpdateQueryBuilder<Tables, 'verifications', 'verifications', UpdateResult>;
type Param<Args> = <K extends keyof Args & string>(name: K) => Args[K];
type Renew = Key & { deliveryId: string; deadlineAt: number; resendAt: number; now: number };
type OfMessage = Key & { deliveryId: string };

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
    address: change<Renew & { chatId: number }>((update, param) =>
      update
        .set({ status: 'sending', chat_id: param('chatId'), delivery_id: param('deliveryId') })
        .set({ deadline_at: param('deadlineAt'), resend_at: param('resendAt') })
        .where('status', '=', 'awaiting_telegram')
        .where('start_expires_at', '>', param('now')),
    ),
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
        .where('chat_id', 'is not', null)
        .where('resend_at', '<=', param('now')),
    ),
    rotate: change<OfMessage & { generation: number }>((update, param) =>
      nextGeneration(update)
        .where('status', '=', 'sending')
        .where('delivery_id', '=', param('deliveryId'))
        .where('generation', '=', param('generation')),
    ),
    markSent: change<OfMessage & { sentAt: number; expiresAt: number }>((update, param) =>
      update
        .set({ status: 'sent', sent_at: param('sentAt'), expires_at: param('expiresAt') })
        .where('status', 'in', statusesBefore('sent'))
        .where('deadline_at', '>', param('sentAt'))
        .where('delivery_id', '=', param('deliveryId')),
    ),
    fail: change<OfMessage & { failure: Failure; now: number }>((update, param) =>
      update
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
    consume: change<Key & { generation: number; door: Door; now: number }>((update, param) =>
      update
        .set({ status: 'verified', door: param('door'), ended_at: param('now') })
        .where('generation', '=', param('generation'))
        .where((eb) => isAlive(eb, param('now'))),
    ),
    lock: change<Key & { now: number }>((update, param) => end(update, 'locked', param('now'))),
    cancel: change<Key & { now: number }>((update, param) => end(update, 'cancelled', param('now'))),
  };
}

const end = (update: Query, status: Status, now: number): Query =>
  update.set({ status, ended_at: now }).where('status', 'in', statusesBefore(status));

const nextGeneration = (update: Query): Query => update.set((eb) => ({ generation: eb('generation', '+', 1) }));

/** A code lives from its making: until its expiry once Telegram has it, until the deadline before that. */
function isAlive(eb: ExpressionBuilder<Tables, 'verifications'>, now: number) {
  return eb.or([
    eb.and([eb('status', '=', 'sent'), eb('expires_at', '>', now)]),
    eb.and([eb('status', '=', 'sending'), eb('deadline_at', '>', now)]),
  ]);
}

const columns = [
  ...['id', 'link_id', 'nonce', 'generation', 'revision', 'status', 'name', 'email', 'phone'],
  ...['telegram_username', 'bot_id', 'chat_id', 'delivery_id', 'browser', 'system', 'attempts', 'failure', 'door'],
  ...['created_at', 'start_expires_at', 'deadline_at', 'sent_at', 'expires_at', 'resend_at', 'ended_at'],
] as (keyof VerificationRow)[];

function toRow(verification: Verification): VerificationRow {
  const { applicant, requester } = verification;
  return {
    id: verification.id,
    link_id: verification.linkId,
    nonce: verification.nonce,
    generation: verification.generation,
    revision: verification.revision,
    status: verification.status,
    name: applicant.name,
    email: applicant.email,
    phone: applicant.phone ?? null,
    telegram_username: applicant.telegramUsername ?? null,
    bot_id: verification.botId,
    chat_id: verification.chatId ?? null,
    delivery_id: verification.deliveryId ?? null,
    browser: requester.browser,
    system: requester.system,
    attempts: verification.attempts,
    failure: verification.failure ?? null,
    door: verification.door ?? null,
    created_at: verification.createdAt.getTime(),
    start_expires_at: verification.startExpiresAt.getTime(),
    deadline_at: fromDate(verification.deadlineAt),
    sent_at: fromDate(verification.sentAt),
    expires_at: fromDate(verification.expiresAt),
    resend_at: verification.resendAt.getTime(),
    ended_at: fromDate(verification.endedAt),
  };
}

function toVerification(row: VerificationRow | undefined): Verification | undefined {
  if (!row) return undefined;
  return {
    id: row.id,
    linkId: row.link_id,
    nonce: row.nonce,
    generation: row.generation,
    revision: row.revision,
    status: row.status as Status,
    applicant: {
      name: row.name,
      email: row.email,
      phone: row.phone ?? undefined,
      telegramUsername: row.telegram_username ?? undefined,
    },
    requester: { browser: row.browser, system: row.system },
    botId: row.bot_id,
    chatId: row.chat_id ?? undefined,
    deliveryId: row.delivery_id ?? undefined,
    attempts: row.attempts,
    failure: (row.failure as Failure | null) ?? undefined,
    door: (row.door as Door | null) ?? undefined,
    createdAt: new Date(row.created_at),
    startExpiresAt: new Date(row.start_expires_at),
    deadlineAt: toDate(row.deadline_at),
    sentAt: toDate(row.sent_at),
    expiresAt: toDate(row.expires_at),
    resendAt: new Date(row.resend_at),
    endedAt: toDate(row.ended_at),
  };
}

const toMilliseconds = (renewal: Renewal) => ({
  deliveryId: renewal.deliveryId,
  deadlineAt: renewal.deadlineAt.getTime(),
  resendAt: renewal.resendAt.getTime(),
});
