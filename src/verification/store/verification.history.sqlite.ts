import { sql, type RawBuilder } from 'kysely';
import { idsSince, type Stretch } from '../../ids';
import type { SqliteDatabase, Statement } from '../../persistence/sqlite/sqlite.database';
import type { VerificationRow } from '../../persistence/sqlite/sqlite.schema';
import type { Failure, Status, Verification } from '../verification';
import { endOf, MOST_FITTING, spellingsOf, VerificationHistory, type Clue } from './verification.history';
import type { Course, Page, Search, VerificationCount } from './verification.history';
import { courseColumns, toCourse, toVerification, type CourseRow } from './verification.row';

type Range = Readonly<{ after: string; before: string; now: number }>;
type Words = Readonly<Record<'word0' | 'word1' | 'word2' | 'end0' | 'end1' | 'end2', string>>;
type Arguments = Range &
  Words &
  Readonly<{ limit: number; status: string; failure: string; botId: number; origin: string; requestId: string }>;
type CountRow = { status: Status; failure: Failure | null; bot_id: number; count: number };

/** After every id there can be. */
const END = '~';

export class SqliteVerificationHistory extends VerificationHistory {
  /** By what they look for. */
  private readonly statements = new Map<string, Statement<Arguments, VerificationRow>>();
  private readonly queries: ReturnType<typeof prepareQueries>;

  constructor(private readonly database: SqliteDatabase) {
    super();
    this.queries = prepareQueries(database);
  }

  async list(search: Search, page: Page, now: Date): Promise<Verification[]> {
    const { status = '', failure = '', botId = 0 } = search;
    const given = { status, failure, botId, ...argumentsOf(search.clue), ...rangeOf(search, page), now: now.getTime() };
    return this.statementFor(search, page)
      .all({ ...given, limit: page.limit })
      .map((row) => toVerification(row)!);
  }

  async count(from: Date, to: Date, now: Date): Promise<VerificationCount[]> {
    const range = { after: idsSince(from), before: idsSince(to), now: now.getTime() };
    return this.queries.count
      .all(range)
      .map(({ bot_id: botId, failure, ...row }) => ({ ...row, failure: failure ?? undefined, botId }));
  }

  async read(stretch: Stretch): Promise<Course[]> {
    return this.queries.read.all(stretch).map(toCourse);
  }

  eraseOver(before: Date, limit: number): Promise<number> {
    const range = { end: idsSince(before), before: before.getTime(), limit };
    return this.database.write(() => this.queries.eraseOver.run(range));
  }

  private statementFor(search: Search, page: Page): Statement<Arguments, VerificationRow> {
    const { clue = {}, status, failure, botId } = search;
    const given = [status, failure, botId].map((value) => value !== undefined);
    const shape = [...Object.keys(clue), ...given, page.isOldestFirst].join();
    const statement = this.statements.get(shape) ?? this.prepare(search, page);
    this.statements.set(shape, statement);
    return statement;
  }

  private prepare(
    { clue, status, failure, botId }: Search,
    { isOldestFirst }: Page,
  ): Statement<Arguments, VerificationRow> {
    return this.database.prepare((db, param) => {
      const fitting = clue && selectFitting(clue, param as never);
      return db
        .selectFrom('verifications')
        .selectAll()
        .where('id', '>', param('after'))
        .where('id', '<', param('before'))
        .$if(fitting !== undefined, (query) => query.where(sql<boolean>`id IN (${fitting!})`))
        .$if(status !== undefined, (query) => query.where(sql<boolean>`${statusOf(param('now'))} = ${param('status')}`))
        .$if(failure !== undefined, (query) =>
          query.where(sql<boolean>`${failureOf(param('now'))} = ${param('failure')}`),
        )
        .$if(botId !== undefined, (query) => query.where('bot_id', '=', param('botId')))
        .orderBy('id', isOldestFirst ? 'asc' : 'desc')
        .limit(param('limit'));
    });
  }
}

/** As `statusAt` and `failureAt` have it. */
const statusOf = (now: number) => sql<Status>`CASE
  WHEN status = 'awaiting_telegram' AND start_expires_at <= ${now} THEN 'expired'
  WHEN status = 'sent' AND coalesce(expires_at, deadline_at) <= ${now} THEN 'expired'
  WHEN status = 'sending' AND coalesce(expires_at, deadline_at) <= ${now} THEN 'failed'
  ELSE status END`;
const failureOf = (now: number) =>
  sql<Failure | null>`CASE WHEN ${statusOf(now)} = 'failed' THEN coalesce(failure, 'telegram_timeout') END`;

/** The ids of those that a clue fits, each part by an index of its own. */
function selectFitting(clue: Clue, param: (name: keyof Arguments) => never): RawBuilder<unknown> {
  if ('origin' in clue) return sql`SELECT id FROM verifications WHERE origin <> '' AND origin = ${param('origin')}`;
  if ('requestId' in clue) return sql`SELECT id FROM verifications WHERE request_id = ${param('requestId')}`;
  const parts = (['name', 'email', 'telegram_username'] as const).flatMap((field) =>
    ([0, 1, 2] as const).map(
      (spelling) => sql`SELECT id FROM (SELECT id FROM verifications
        WHERE ${sql.ref(field)} <> '' AND ${sql.ref(field)} >= ${param(`word${spelling}`)}
        AND ${sql.ref(field)} < ${param(`end${spelling}`)} LIMIT ${sql.lit(MOST_FITTING)})`,
    ),
  );
  return sql.join(parts, sql` UNION ALL `);
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

/** Ids tell when it began. */
function rangeOf({ from, to }: Search, { before, isOldestFirst }: Page): Omit<Range, 'now'> {
  const [since, until] = [from ? idsSince(from) : '', to ? idsSince(to) : END];
  if (before === undefined) return { after: since, before: until };
  return isOldestFirst
    ? { after: before > since ? before : since, before: until }
    : { after: since, before: before < until ? before : until };
}

const prepareQueries = (database: SqliteDatabase) => ({
  count: database.prepare<Range, CountRow>((db, param) =>
    db
      .selectFrom('verifications')
      .select((eb) => [
        statusOf(param('now')).as('status'),
        failureOf(param('now')).as('failure'),
        'bot_id',
        eb.fn.countAll<number>().as('count'),
      ])
      .where('id', '>', param('after'))
      .where('id', '<', param('before'))
      .groupBy([sql`1`, sql`2`, 'bot_id']),
  ),
  read: database.prepare<Stretch, CourseRow>((db, param) =>
    db
      .selectFrom('verifications')
      .select(courseColumns)
      .where('id', '>', param('after'))
      .where('id', '<', param('end'))
      .orderBy('id')
      .limit(param('limit')),
  ),
  /** Ids tell when it began, which needs no index; the times, whether it went on for longer. */
  eraseOver: database.prepare<{ end: string; before: number; limit: number }>((db, param) =>
    db.deleteFrom('verifications').where('id', 'in', (eb) =>
      eb
        .selectFrom('verifications')
        .select('id')
        .where('id', '<', param('end'))
        .where('start_expires_at', '<', param('before'))
        .where('resend_at', '<', param('before'))
        .where((row) => row(row.fn.coalesce('deadline_at', sql.lit(0)), '<', param('before')))
        .where((row) => row(row.fn.coalesce('expires_at', sql.lit(0)), '<', param('before')))
        .where((row) => row(row.fn.coalesce('ended_at', sql.lit(0)), '<', param('before')))
        .orderBy('id')
        .limit(param('limit')),
    ),
  ),
});
