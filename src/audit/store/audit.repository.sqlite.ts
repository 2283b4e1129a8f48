import { sql } from 'kysely';
import type { SqliteDatabase, Statement } from '../../persistence/sqlite/sqlite.database';
import type { AuditRow } from '../../persistence/sqlite/sqlite.schema';
import { actorKinds, GENESIS, isSame, seal, type Draft, type Entry, type Link } from '../audit.entry';
import {
  AuditRepository,
  MOST_APART_MS,
  SAID_AMONG,
  type Page,
  type Part,
  type Period,
  type Search,
} from './audit.repository';
import { toEntry, toRow } from './audit.row';

type Times = { from: number; to: number };
type Column = keyof typeof ARGUMENTS;
type Arguments = Times & {
  action: string;
  actorKind: string;
  actorId: string;
  subjectKind: string;
  subjectId: string;
  beforeAt: number;
  beforeSeq: number;
  limit: number;
};

const ARGUMENTS = {
  subject_id: 'subjectId',
  subject_kind: 'subjectKind',
  actor_id: 'actorId',
  action: 'action',
  actor_kind: 'actorKind',
} as const;

/** Beyond every time there can be. */
const END_OF_TIME = 8.64e15 + 2;

/** The end of the chain is looked up inside the write: nobody else writes to the file, and writes come one by one. */
export class SqliteAuditRepository extends AuditRepository {
  private readonly queries: ReturnType<typeof prepareQueries>;
  /** By what they look for. */
  private readonly lists = new Map<string, Statement<Arguments, AuditRow>>();

  constructor(private readonly database: SqliteDatabase) {
    super();
    this.queries = prepareQueries(database);
  }

  async append(draft: Draft, unlessSince?: Date): Promise<void> {
    await this.database.write(() => {
      if (unlessSince && this.isSaid(draft, unlessSince)) return;
      const tail = this.queries.tail.first({}) ?? GENESIS;
      this.queries.insert.run(toRow(seal(draft, tail)));
    });
  }

  async list(search: Search, page: Page): Promise<Entry[]> {
    const { action, actor, subject } = search;
    const isByActionAlone = action !== undefined && !actor && !subject;
    if (!isByActionAlone) return this.search(search, page);
    // The index has the kinds of actors apart: the newest of each kind, and of those the newest.
    const found = actorKinds.flatMap((kind) => this.search({ ...search, actor: { kind } }, page));
    return found.toSorted((a, b) => b.at.getTime() - a.at.getTime() || b.seq - a.seq).slice(0, page.limit);
  }

  async read(seq: number, limit: number): Promise<Entry[]> {
    return this.queries.read.all({ seq, limit }).map(toEntry);
  }

  async partOf(period: Period): Promise<Part | undefined> {
    const times = timesOf(period);
    const [first, last] = [this.queries.first.first(times), this.queries.last.first(times)];
    if (!first || !last) return undefined;
    const beginning = { from: first.at, to: Math.min(first.at + MOST_APART_MS, times.to) };
    const end = { from: Math.max(last.at - MOST_APART_MS, times.from), to: last.at + 1 };
    return { from: this.queries.part.first(beginning)!.from, to: this.queries.part.first(end)!.to };
  }

  async head(): Promise<Link> {
    return this.queries.head.first({}) ?? GENESIS;
  }

  eraseBefore(before: Date, limit: number): Promise<number> {
    return this.database.write(() => {
      // The newest stays, whatever its age: the next one hangs on it.
      const oldest = this.queries.links.all({ limit: limit + 1 }).slice(0, -1);
      const last = oldest.findLast(({ at }) => at < before.getTime());
      if (!last) return 0;
      this.queries.moveHead.run({ seq: last.seq, hash: last.hash });
      return this.queries.eraseUpTo.run({ seq: last.seq });
    });
  }

  private isSaid(draft: Draft, from: Date): boolean {
    const { action, subject } = draft;
    return this.search({ action, subject, from }, { limit: SAID_AMONG }).some((entry) => isSame(entry, draft));
  }

  private search(search: Search, { before, limit }: Page): Entry[] {
    const { action = '', actor, subject } = search;
    const { from, to } = timesOf(search);
    const beforeAt = before?.at.getTime() ?? END_OF_TIME;
    const found = this.statementFor(search).all({
      from,
      // An index takes a bound on the time, and would walk through all pages before this one without.
      to: Math.min(to, beforeAt + 1),
      action,
      actorKind: actor?.kind ?? '',
      actorId: actor?.id ?? '',
      subjectKind: subject?.kind ?? '',
      subjectId: subject?.id ?? '',
      beforeAt,
      beforeSeq: before?.seq ?? 0,
      limit,
    });
    return found.map(toEntry);
  }

  private statementFor({ action, actor, subject }: Search): Statement<Arguments, AuditRow> {
    const given = [
      ...(subject ? (['subject_id', 'subject_kind'] as const) : []),
      ...(actor?.id !== undefined ? (['actor_id'] as const) : []),
      ...(action ? (['action'] as const) : []),
      ...(actor ? (['actor_kind'] as const) : []),
    ];
    const shape = given.join();
    const statement = this.lists.get(shape) ?? this.prepareSearch(given);
    this.lists.set(shape, statement);
    return statement;
  }

  /** Goes by the index of the first that is given: SQLite cannot know which of them is rare. The others get a plus, which hides them from it. */
  private prepareSearch(given: readonly Column[]): Statement<Arguments, AuditRow> {
    const isLeading = (column: Column) => column === given[0] || (given[0] === 'action' && column === 'actor_kind');
    return this.database.prepare((db, param) => {
      const search = db
        .selectFrom('audit')
        .selectAll()
        .where('at', '>=', param('from'))
        .where('at', '<', param('to'))
        .where(sql<boolean>`(at, seq) < (${param('beforeAt')}, ${param('beforeSeq')})`);
      const narrow = (query: typeof search, column: Column) =>
        query.where(isLeading(column) ? sql.ref(column) : sql`+${sql.ref(column)}`, '=', param(ARGUMENTS[column]));
      return given.reduce(narrow, search).orderBy('at', 'desc').orderBy('seq', 'desc').limit(param('limit'));
    });
  }
}

const timesOf = ({ from, to }: Period): Times => ({
  from: from?.getTime() ?? -END_OF_TIME,
  to: to?.getTime() ?? END_OF_TIME,
});

function prepareQueries(database: SqliteDatabase) {
  return {
    tail: database.prepare<object, Link>((db) =>
      db.selectFrom('audit').select(['seq', 'hash']).orderBy('seq', 'desc').limit(1),
    ),
    insert: database.prepare<AuditRow>((db, param) =>
      db.insertInto('audit').values({
        ...{ seq: param('seq'), id: param('id'), at: param('at'), action: param('action') },
        ...{ actor_kind: param('actor_kind'), actor_id: param('actor_id') },
        ...{ subject_kind: param('subject_kind'), subject_id: param('subject_id') },
        ...{ browser: param('browser'), system: param('system'), origin: param('origin') },
        ...{ request_id: param('request_id'), details: param('details') },
        ...{ previous_hash: param('previous_hash'), hash: param('hash') },
      }),
    ),
    read: database.prepare<{ seq: number; limit: number }, AuditRow>((db, param) =>
      db.selectFrom('audit').selectAll().where('seq', '>', param('seq')).orderBy('seq').limit(param('limit')),
    ),
    first: database.prepare<Times, Pick<AuditRow, 'at'>>((db, param) =>
      db
        .selectFrom('audit')
        .select('at')
        .where('at', '>=', param('from'))
        .where('at', '<', param('to'))
        .orderBy('at')
        .limit(1),
    ),
    last: database.prepare<Times, Pick<AuditRow, 'at'>>((db, param) =>
      db
        .selectFrom('audit')
        .select('at')
        .where('at', '>=', param('from'))
        .where('at', '<', param('to'))
        .orderBy('at', 'desc')
        .limit(1),
    ),
    part: database.prepare<Times, Part>((db, param) =>
      db
        .selectFrom('audit')
        .select((eb) => [eb.fn.min('seq').as('from'), eb.fn.max('seq').as('to')])
        .where('at', '>=', param('from'))
        .where('at', '<', param('to')),
    ),
    head: database.prepare<object, Link>((db) => db.selectFrom('audit_head').select(['seq', 'hash'])),
    links: database.prepare<{ limit: number }, Pick<AuditRow, 'seq' | 'hash' | 'at'>>((db, param) =>
      db.selectFrom('audit').select(['seq', 'hash', 'at']).orderBy('seq').limit(param('limit')),
    ),
    moveHead: database.prepare<Link>((db, param) =>
      db.replaceInto('audit_head').values({ id: 1, seq: param('seq'), hash: param('hash') }),
    ),
    eraseUpTo: database.prepare<{ seq: number }>((db, param) =>
      db.deleteFrom('audit').where('seq', '<=', param('seq')),
    ),
  };
}
