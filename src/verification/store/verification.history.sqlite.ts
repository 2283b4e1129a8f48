import { idsBetween, type Reading } from '../../paging';
import { idsSince, type Stretch } from '../../ids';
import type { SqliteDatabase, Statement } from '../../persistence/sqlite/sqlite.database';
import type { Failure, Status, Verification } from '../verification';
import { courseTable, verificationTable } from './verification.table';
import { endOf, MOST_FITTING, spellingsOf, VerificationHistory, type Clue } from './verification.history';
import type { Course, Search, VerificationCount } from './verification.history';

type Range = Readonly<{ after: string; before: string; now: number }>;
type Words = Readonly<Record<'word0' | 'word1' | 'word2' | 'end0' | 'end1' | 'end2', string>>;
type Arguments = Range &
  Words &
  Readonly<{ limit: number; status: string; failure: string; botId: number; origin: string; requestId: string }>;
type CountRow = Readonly<{
  status: Status;
  failure: Failure | null;
  botId: number;
  appId: string | null;
  count: number;
  lastAt: number;
}>;

export class SqliteVerificationHistory extends VerificationHistory {
  /** Prepared statements, keyed by which parts of a search are given. */
  private readonly statements = new Map<string, Statement<Arguments>>();
  private readonly queries: ReturnType<typeof prepareQueries>;

  constructor(private readonly database: SqliteDatabase) {
    super();
    this.queries = prepareQueries(database);
  }

  async list(search: Search, page: Reading, now: Date): Promise<Verification[]> {
    const { status = '', failure = '', botId = 0 } = search;
    const given = {
      status,
      failure,
      botId,
      ...argumentsOf(search.clue),
      ...idsBetween(search, page),
      now: now.getTime(),
    };
    return this.statementFor(search, page)
      .all({ ...given, limit: page.limit })
      .map(verificationTable.fromRow);
  }

  async count(from: Date, to: Date, now: Date): Promise<VerificationCount[]> {
    const range = { after: idsSince(from), before: idsSince(to), now: now.getTime() };
    return this.queries.count.all(range).map(({ failure, appId, lastAt, ...row }) => ({
      ...row,
      failure: failure ?? undefined,
      appId: appId ?? undefined,
      lastAt: new Date(lastAt),
    }));
  }

  async read(stretch: Stretch): Promise<Course[]> {
    return this.queries.read.all(stretch).map(courseTable.fromRow);
  }

  eraseOver(before: Date, limit: number): Promise<number> {
    const range = { end: idsSince(before), before: before.getTime(), limit };
    return this.database.write(() => this.queries.eraseOver.run(range));
  }

  private statementFor(search: Search, page: Reading): Statement<Arguments> {
    const { clue = {}, status, failure, botId } = search;
    const given = [status, failure, botId].map((value) => value !== undefined);
    const shape = [...Object.keys(clue), ...given, page.isOldestFirst].join();
    const statement = this.statements.get(shape) ?? this.prepare(search, page);
    this.statements.set(shape, statement);
    return statement;
  }

  private prepare(search: Search, { isOldestFirst }: Reading): Statement<Arguments> {
    const { clue, status, failure, botId } = search;
    const conditions = [
      'id > :after AND id < :before',
      clue && `id IN (${fittingOf(clue)})`,
      status !== undefined && `${STATUS} = :status`,
      failure !== undefined && `${FAILURE} = :failure`,
      botId !== undefined && 'bot_id = :botId',
    ];
    const order = isOldestFirst ? 'ASC' : 'DESC';
    return this.database.query(
      `${verificationTable.select} WHERE ${conditions.filter(Boolean).join(' AND ')} ORDER BY id ${order} LIMIT :limit`,
    );
  }
}

/** Mirrors `statusAt` and `failureAt`. */
const STATUS = `CASE
  WHEN status = 'awaiting_telegram' AND start_expires_at <= :now THEN 'expired'
  WHEN status = 'sent' AND coalesce(expires_at, deadline_at) <= :now THEN 'expired'
  WHEN status = 'sending' AND coalesce(expires_at, deadline_at) <= :now THEN 'failed'
  ELSE status END`;
const FAILURE = `CASE WHEN ${STATUS} = 'failed' THEN coalesce(failure, 'telegram_timeout') END`;

/** Selects the ids of the verifications that a clue fits, each part by its own index. */
function fittingOf(clue: Clue): string {
  if ('origin' in clue) return "SELECT id FROM verifications WHERE origin <> '' AND origin = :origin";
  if ('requestId' in clue) return 'SELECT id FROM verifications WHERE request_id = :requestId';
  const parts = ['name', 'email', 'telegram_username'].flatMap((field) =>
    [0, 1, 2].map(
      (spelling) => `SELECT id FROM (SELECT id FROM verifications
        WHERE ${field} <> '' AND ${field} >= :word${spelling} AND ${field} < :end${spelling} LIMIT ${MOST_FITTING})`,
    ),
  );
  return parts.join(' UNION ALL ');
}

function argumentsOf(clue: Clue = { word: '' }): Words & Record<'origin' | 'requestId', string> {
  const word = 'word' in clue ? clue.word : '';
  const [word0, word1 = word0, word2 = word0] = spellingsOf(word) as [string, string?, string?];
  const words = { word0, word1, word2, end0: endOf(word0), end1: endOf(word1), end2: endOf(word2) };
  return {
    ...words,
    origin: 'origin' in clue ? clue.origin : '',
    requestId: 'requestId' in clue ? clue.requestId : '',
  };
}

/** An id begins with the time at which its verification began. */
const prepareQueries = (database: SqliteDatabase) => ({
  count: database.query<Range, CountRow>(
    `SELECT ${STATUS} AS status, ${FAILURE} AS failure, bot_id AS botId, app_id AS appId, count(*) AS count,
       max(created_at) AS lastAt
     FROM verifications WHERE id > :after AND id < :before GROUP BY 1, 2, bot_id, app_id`,
  ),
  read: database.query<Stretch>(`${courseTable.select} WHERE id > :after AND id < :end ORDER BY id LIMIT :limit`),
  // The id tells when it began, which needs no further index; the times tell whether it went on for longer.
  eraseOver: database.query(
    `DELETE FROM verifications WHERE id IN (SELECT id FROM verifications
       WHERE id < :end AND start_expires_at < :before AND resend_at < :before AND coalesce(deadline_at, 0) < :before
         AND coalesce(expires_at, 0) < :before AND coalesce(ended_at, 0) < :before ORDER BY id LIMIT :limit)`,
  ),
});
