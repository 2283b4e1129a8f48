import type { SqliteDatabase, Statement } from '../../persistence/sqlite/sqlite.database';
import type { Row } from '../../persistence/table';
import { statusesBefore, type EndReason, type PendingEvent, type Status, type Verification } from '../verification';
import { verificationTable } from './verification.table';
import { VerificationRepository, type Changed, type Failed, type Life } from './verification.repository';
import type { Collecting, Opener, PressedIn, Renewal } from './verification.repository';

/** Each change is one `UPDATE … RETURNING`, which makes its condition and its effect atomic. */
export class SqliteVerificationRepository extends VerificationRepository {
  private readonly queries: ReturnType<typeof prepareQueries>;

  constructor(private readonly database: SqliteDatabase) {
    super();
    this.queries = prepareQueries(database);
  }

  insert(verification: Verification): Promise<boolean> {
    return this.database.write(() => this.queries.insert.run(verificationTable.toRow(verification)) === 1);
  }

  async find(id: string): Promise<Verification | undefined> {
    return fromRow(this.queries.find.first({ id }));
  }

  async findByLinkId(linkId: string): Promise<Verification | undefined> {
    return fromRow(this.queries.findByLinkId.first({ linkId }));
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

  markSent(
    id: string,
    deliveryId: string,
    { sentAt, expiresAt }: Life,
    events?: readonly PendingEvent[],
  ): Promise<Changed> {
    const times = { sentAt: sentAt.getTime(), expiresAt: expiresAt.getTime() };
    return this.change(this.queries.markSent, { id, deliveryId, ...times, events: wordsOf(events) });
  }

  fail(id: string, deliveryId: string, { failure, at }: Failed, events?: readonly PendingEvent[]): Promise<Changed> {
    return this.change(this.queries.fail, { id, deliveryId, failure, now: at.getTime(), events: wordsOf(events) });
  }

  countAttempt(id: string, maxAttempts: number, now: Date): Promise<Changed> {
    return this.change(this.queries.countAttempt, { id, maxAttempts, now: now.getTime() });
  }

  consume(id: string, generation: number, by: Opener, events?: readonly PendingEvent[]): Promise<Changed> {
    const { door, userId = null, collectedBy = null, usedWith = null, at } = by;
    const opened = { door, userId, collectedBy, usedWith, now: at.getTime(), events: wordsOf(events) };
    return this.change(this.queries.consume, { id, generation, ...opened });
  }

  lock(id: string, reason: EndReason, now: Date, events?: readonly PendingEvent[]): Promise<Changed> {
    return this.change(this.queries.lock, { id, reason, now: now.getTime(), events: wordsOf(events) });
  }

  cancel(id: string, reason: EndReason, now: Date, events?: readonly PendingEvent[]): Promise<Changed> {
    return this.change(this.queries.cancel, { id, reason, now: now.getTime(), events: wordsOf(events) });
  }

  collect(id: string, { collectedBy, collectedWith }: Collecting, since: Date): Promise<Changed> {
    return this.change(this.queries.collect, {
      id,
      collectedBy,
      collectedWith: collectedWith ?? null,
      since: since.getTime(),
    });
  }

  async listWithPendingEvents(limit: number): Promise<Verification[]> {
    return this.queries.listWithPendingEvents.all({ limit }).map(verificationTable.fromRow);
  }

  async removePendingEvent(id: string, event: PendingEvent): Promise<void> {
    await this.database.write(() => this.queries.removePendingEvent.run({ id, word: `${event} ` }));
  }

  private change(statement: Statement<Row>, args: Row): Promise<Changed> {
    return this.database.write(() => fromRow(statement.first(args)));
  }
}

const fromRow = (row: Row | undefined): Verification | undefined => row && verificationTable.fromRow(row);

/** Adds words, each followed by a space; if `:events` is NULL there is none, and the column stays as it is. */
const TELL = "untold = coalesce(coalesce(untold, '') || :events || ' ', untold)";

/** A code is valid from its creation: until its deadline, or until its expiry once Telegram has it. */
const IS_ALIVE = "(status = 'sent' AND expires_at > :now OR status = 'sending' AND deadline_at > :now)";

/** The status is one from which `target` may be reached. */
const mayBe = (target: Status): string =>
  `status IN (${statusesBefore(target)
    .map((status) => `'${status}'`)
    .join(', ')})`;

function prepareQueries(database: SqliteDatabase) {
  const { insert, select, columns } = verificationTable;
  const change: Change = (set, where = 'TRUE') =>
    database.query(
      `UPDATE verifications SET revision = revision + 1, ${set} WHERE id = :id AND ${where} RETURNING ${columns}`,
    );
  return {
    insert: database.query(`${insert} ON CONFLICT (id) DO NOTHING`),
    find: database.query(`${select} WHERE id = :id`),
    findByLinkId: database.query(`${select} WHERE link_id = :linkId`),
    ...deliveries(change),
    ...endings(change),
    listWithPendingEvents: database.query(`${select} WHERE untold IS NOT NULL ORDER BY id LIMIT :limit`),
    removePendingEvent: database.query(
      "UPDATE verifications SET untold = nullif(replace(untold, :word, ''), '') WHERE id = :id",
    ),
  };
}

/** Changes the row with this `:id`, if `where` holds. */
type Change = (set: string, where?: string) => Statement<Row, Row>;

/** From the request to the message in the chat, or to why there is none. */
const deliveries = (change: Change) => ({
  address: change(
    `status = 'sending', bot_id = :botId, chat_id = :chatId, delivery_id = :deliveryId, deadline_at = :deadlineAt,
     resend_at = :resendAt, generation = generation + unproven, unproven = 0, failure = NULL, ended_at = NULL`,
    "(status = 'awaiting_telegram' OR status = 'failed' AND unproven = 1) AND start_expires_at > :now",
  ),
  prove: change('unproven = 0'),
  bind: change('flow_hash = :flowHash'),
  prolongStart: change(
    'start_expires_at = :startExpiresAt, resend_at = :resendAt',
    "status = 'awaiting_telegram' AND resend_at <= :now",
  ),
  renew: change(
    `generation = generation + 1, status = 'sending', sent_at = NULL, expires_at = NULL, failure = NULL, ended_at = NULL,
     delivery_id = :deliveryId, deadline_at = :deadlineAt, resend_at = :resendAt`,
    `${mayBe('sending')} AND delivery_id IS NOT NULL AND resend_at <= :now`,
  ),
  rotate: change(
    'generation = generation + 1',
    "status = 'sending' AND delivery_id = :deliveryId AND generation = :generation",
  ),
  markSent: change(
    `${TELL}, status = 'sent', sent_at = :sentAt, expires_at = :expiresAt`,
    `${mayBe('sent')} AND deadline_at > :sentAt AND delivery_id = :deliveryId`,
  ),
  fail: change(
    `${TELL}, status = 'failed', failure = :failure, resend_at = :now, ended_at = :now`,
    `${mayBe('failed')} AND delivery_id = :deliveryId`,
  ),
});

const end = (change: Change, status: 'locked' | 'cancelled') =>
  change(`${TELL}, status = '${status}', end_reason = :reason, ended_at = :now`, mayBe(status));

/** Codes that were compared, and what ends it. */
const endings = (change: Change) => ({
  countAttempt: change('attempts = attempts + 1', `attempts < :maxAttempts AND ${IS_ALIVE}`),
  consume: change(
    `${TELL}, status = 'verified', door = :door, user_id = :userId, ended_at = :now, collected_by = :collectedBy,
     used_with = :usedWith`,
    `generation = :generation AND ${IS_ALIVE}`,
  ),
  lock: end(change, 'locked'),
  cancel: end(change, 'cancelled'),
  collect: change(
    'collected_by = :collectedBy, collected_with = :collectedWith',
    "status = 'verified' AND door = 'approval' AND collected_by IS NULL AND ended_at > :since",
  ),
});

const wordsOf = (events: readonly PendingEvent[] = []): string | null => (events.length > 0 ? events.join(' ') : null);

const toMilliseconds = (renewal: Renewal) => ({
  deliveryId: renewal.deliveryId,
  deadlineAt: renewal.deadlineAt.getTime(),
  resendAt: renewal.resendAt.getTime(),
});
