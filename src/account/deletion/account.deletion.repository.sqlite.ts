import type { SqliteDatabase } from '../../persistence/sqlite/sqlite.database';
import { AccountDeletionRepository, type AccountDeletion } from './account.deletion.repository';
import { accountDeletionTable } from './account.deletion.table';

export class SqliteAccountDeletionRepository extends AccountDeletionRepository {
  private readonly queries: ReturnType<typeof prepareQueries>;

  constructor(private readonly database: SqliteDatabase) {
    super();
    this.queries = prepareQueries(database);
  }

  insert(deletion: AccountDeletion): Promise<boolean> {
    return this.database.write(() => this.queries.insert.run(accountDeletionTable.toRow(deletion)) === 1);
  }

  async listOpen(limit: number, after?: AccountDeletion): Promise<AccountDeletion[]> {
    const place = { id: after?.id ?? '', closedAt: after?.closedAt.getTime() ?? 0 };
    return this.queries.listOpen.all({ limit, ...place }).map(accountDeletionTable.fromRow);
  }

  async markNoted(id: string): Promise<void> {
    await this.database.write(() => this.queries.markNoted.run({ id }));
  }

  markErased(id: string): Promise<void> {
    return this.end(() => this.queries.markErased.run({ id }));
  }

  async listWithPendingEvents(limit: number): Promise<AccountDeletion[]> {
    return this.queries.listWithPendingEvents.all({ limit }).map(accountDeletionTable.fromRow);
  }

  removePendingEvent(id: string): Promise<void> {
    return this.end(() => this.queries.removePendingEvent.run({ id }));
  }

  private async end(change: () => unknown): Promise<void> {
    await this.database.write(() => {
      change();
      this.queries.removeEnded.run({});
    });
  }
}

function prepareQueries(database: SqliteDatabase) {
  const { insert, select } = accountDeletionTable;
  return {
    insert: database.query(`${insert} ON CONFLICT (id) DO NOTHING`),
    listOpen: database.query(
      `${select} WHERE telegram_id IS NOT NULL AND (closed_at, id) > (:closedAt, :id)
       ORDER BY closed_at, id LIMIT :limit`,
    ),
    listWithPendingEvents: database.query(`${select} WHERE untold IS NOT NULL ORDER BY closed_at LIMIT :limit`),
    markNoted: database.query('UPDATE closures SET noted = 1 WHERE id = :id'),
    markErased: database.query('UPDATE closures SET telegram_id = NULL WHERE id = :id'),
    removePendingEvent: database.query('UPDATE closures SET untold = NULL WHERE id = :id'),
    removeEnded: database.query('DELETE FROM closures WHERE telegram_id IS NULL AND untold IS NULL'),
  };
}
