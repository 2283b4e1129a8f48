import type { SqliteDatabase, Statement } from '../../persistence/sqlite/sqlite.database';
import type { Row } from '../../persistence/table';
import { actorKinds, GENESIS, isSame, seal, type Draft, type Entry, type Link } from '../audit.entry';
import { auditTable } from './audit.table';
import {
  AuditRepository,
  MOST_APART_MS,
  SAID_AMONG,
  type Page,
  type Part,
  type Period,
  type Search,
} from './audit.repository';

type Times = { from: number; to: number };
type Column = 'subject_id' | 'subject_kind' | 'actor_id' | 'action' | 'actor_kind';

/** Beyond every possible time. */
const END_OF_TIME = 8.64e15 + 2;

/** The end of the chain is read inside the write: no other process writes to the file, and writes run one by one. */
export class SqliteAuditRepository extends AuditRepository {
  private readonly queries: ReturnType<typeof prepareQueries>;
  /** Prepared statements, by the columns that they search. */
  private readonly lists = new Map<string, Statement<Row>>();

  constructor(private readonly database: SqliteDatabase) {
    super();
    this.queries = prepareQueries(database);
  }

  async append(draft: Draft, unlessSince?: Date): Promise<void> {
    await this.database.write(() => {
      if (unlessSince && this.isSaid(draft, unlessSince)) return;
      const tail = this.queries.tail.first({}) ?? GENESIS;
      this.queries.insert.run(auditTable.toRow(seal(draft, tail)));
    });
  }

  async list(search: Search, page: Page): Promise<Entry[]> {
    const { action, actor, subject } = search;
    const isByActionAlone = action !== undefined && !actor && !subject;
    if (!isByActionAlone) return this.search(search, page);
    // The index is divided by kind of actor: take the newest of each kind, and of those the newest.
    const found = actorKinds.flatMap((kind) => this.search({ ...search, actor: { kind } }, page));
    return found.toSorted((a, b) => b.at.getTime() - a.at.getTime() || b.seq - a.seq).slice(0, page.limit);
  }

  async read(seq: number, limit: number): Promise<Entry[]> {
    return this.queries.read.all({ seq, limit }).map(auditTable.fromRow);
  }

  async partOf(period: Period): Promise<Part | undefined> {
    const times = timesOf(period);
    const [first, last] = [this.queries.first.first(times), this.queries.last.first(times)];
    if (!first || !last) return undefined;
    const beginning = { from: first.at, to: Math.min(first.at + MOST_APART_MS, times.to) };
    const end = { from: Math.max(last.at - MOST_APART_MS, times.from), to: last.at + 1 };
    return { from: this.queries.part.only(beginning).from, to: this.queries.part.only(end).to };
  }

  async head(): Promise<Link> {
    return this.queries.head.first({}) ?? GENESIS;
  }

  eraseBefore(before: Date, limit: number): Promise<number> {
    return this.database.write(() => {
      // The newest entry stays, whatever its age: the next one links to it.
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
      // The index uses a bound on the time; without it, it would walk through all pages before this one.
      to: Math.min(to, beforeAt + 1),
      action,
      actor_kind: actor?.kind ?? '',
      actor_id: actor?.id ?? '',
      subject_kind: subject?.kind ?? '',
      subject_id: subject?.id ?? '',
      beforeAt,
      beforeSeq: before?.seq ?? 0,
      limit,
    });
    return found.map(auditTable.fromRow);
  }

  private statementFor({ action, actor, subject }: Search): Statement<Row> {
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

  /** Uses the index of the first column given: SQLite cannot know which is rare. A plus hides the others from it. */
  private prepareSearch(given: readonly Column[]): Statement<Row> {
    const isLeading = (column: Column) => column === given[0] || (given[0] === 'action' && column === 'actor_kind');
    const conditions = [
      'at >= :from AND at < :to AND (at, seq) < (:beforeAt, :beforeSeq)',
      ...given.map((column) => `${isLeading(column) ? '' : '+'}${column} = :${column}`),
    ];
    return this.database.query(
      `${auditTable.select} WHERE ${conditions.join(' AND ')} ORDER BY at DESC, seq DESC LIMIT :limit`,
    );
  }
}

const timesOf = ({ from, to }: Period): Times => ({
  from: from?.getTime() ?? -END_OF_TIME,
  to: to?.getTime() ?? END_OF_TIME,
});

function prepareQueries(database: SqliteDatabase) {
  const { insert, select } = auditTable;
  const timeOfOne = 'SELECT at FROM audit WHERE at >= :from AND at < :to';
  return {
    tail: database.query<object, Link>('SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1'),
    insert: database.query(insert),
    read: database.query(`${select} WHERE seq > :seq ORDER BY seq LIMIT :limit`),
    first: database.query<Times, { at: number }>(`${timeOfOne} ORDER BY at LIMIT 1`),
    last: database.query<Times, { at: number }>(`${timeOfOne} ORDER BY at DESC LIMIT 1`),
    part: database.query<Times, Part>(
      'SELECT min(seq) AS "from", max(seq) AS "to" FROM audit WHERE at >= :from AND at < :to',
    ),
    head: database.query<object, Link>('SELECT seq, hash FROM audit_head'),
    links: database.query<{ limit: number }, Link & { at: number }>(
      'SELECT seq, hash, at FROM audit ORDER BY seq LIMIT :limit',
    ),
    moveHead: database.query<Link>('REPLACE INTO audit_head (id, seq, hash) VALUES (1, :seq, :hash)'),
    eraseUpTo: database.query('DELETE FROM audit WHERE seq <= :seq'),
  };
}
