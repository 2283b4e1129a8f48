import type { SqliteDatabase } from '../../persistence/sqlite/sqlite.database';
import type { ClosureRow } from '../../persistence/sqlite/sqlite.schema';
import { ClosureRepository, type Closure } from './closure.repository';

export class SqliteClosureRepository extends ClosureRepository {
  private readonly queries: ReturnType<typeof prepareQueries>;

  constructor(private readonly database: SqliteDatabase) {
    super();
    this.queries = prepareQueries(database);
  }

  insert({ id, telegramId, by, closedAt, isNoted, untold }: Closure): Promise<boolean> {
    const row = {
      ...{ id, telegram_id: telegramId ?? null, closed_by: by, closed_at: closedAt.getTime() },
      ...{ noted: isNoted ? 1 : 0, untold: untold?.join(' ') ?? null },
    };
    return this.database.write(() => this.queries.insert.run(row) === 1);
  }

  async listOpen(limit: number, after?: Closure): Promise<Closure[]> {
    const place = { id: after?.id ?? '', closedAt: after?.closedAt.getTime() ?? 0 };
    return this.queries.listOpen.all({ limit, ...place }).map(toClosure);
  }

  async markNoted(id: string): Promise<void> {
    await this.database.write(() => this.queries.markNoted.run({ id }));
  }

  markErased(id: string): Promise<void> {
    return this.end(() => this.queries.markErased.run({ id }));
  }

  async listUntold(limit: number): Promise<Closure[]> {
    return this.queries.listUntold.all({ limit }).map(toClosure);
  }

  forgetNews(id: string): Promise<void> {
    return this.end(() => this.queries.forgetNews.run({ id }));
  }

  private async end(change: () => unknown): Promise<void> {
    await this.database.write(() => {
      change();
      this.queries.removeEnded.run({});
    });
  }
}

type ById = { id: string };

function prepareQueries(database: SqliteDatabase) {
  return {
    insert: database.prepare<ClosureRow>((db, param) =>
      db
        .insertInto('closures')
        .values({
          ...{ id: param('id'), telegram_id: param('telegram_id'), closed_by: param('closed_by') },
          ...{ closed_at: param('closed_at'), noted: param('noted'), untold: param('untold') },
        })
        .onConflict((conflict) => conflict.column('id').doNothing()),
    ),
    listOpen: database.prepare<{ limit: number; closedAt: number; id: string }, ClosureRow>((db, param) =>
      db
        .selectFrom('closures')
        .selectAll()
        .where('telegram_id', 'is not', null)
        .where((eb) => eb(eb.refTuple('closed_at', 'id'), '>', eb.tuple(param('closedAt'), param('id'))))
        .orderBy('closed_at')
        .orderBy('id')
        .limit(param('limit')),
    ),
    listUntold: database.prepare<{ limit: number }, ClosureRow>((db, param) =>
      db.selectFrom('closures').selectAll().where('untold', 'is not', null).orderBy('closed_at').limit(param('limit')),
    ),
    markNoted: database.prepare<ById>((db, param) =>
      db.updateTable('closures').set({ noted: 1 }).where('id', '=', param('id')),
    ),
    markErased: database.prepare<ById>((db, param) =>
      db.updateTable('closures').set({ telegram_id: null }).where('id', '=', param('id')),
    ),
    forgetNews: database.prepare<ById>((db, param) =>
      db.updateTable('closures').set({ untold: null }).where('id', '=', param('id')),
    ),
    removeEnded: database.prepare<object>((db) =>
      db.deleteFrom('closures').where('telegram_id', 'is', null).where('untold', 'is', null),
    ),
  };
}

const toClosure = (row: ClosureRow): Closure => ({
  id: row.id,
  telegramId: row.telegram_id ?? undefined,
  by: row.closed_by as Closure['by'],
  closedAt: new Date(row.closed_at),
  isNoted: row.noted === 1 || undefined,
  untold: row.untold === null ? undefined : ['deleted'],
});
