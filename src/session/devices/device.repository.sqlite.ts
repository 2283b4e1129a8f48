import type { SqliteDatabase } from '../../persistence/sqlite/sqlite.database';
import { DeviceRepository, type Device, type DeviceUse } from './device.repository';
import { deviceTable } from './device.table';

export class SqliteDeviceRepository extends DeviceRepository {
  private readonly queries: ReturnType<typeof prepareQueries>;

  constructor(private readonly database: SqliteDatabase) {
    super();
    this.queries = prepareQueries(database);
  }

  async insert(device: Device): Promise<void> {
    await this.database.write(() => this.queries.insert.run(deviceTable.toRow(device)));
  }

  async findAll(ids: readonly string[]): Promise<Device[]> {
    const rows = ids.flatMap((id) => this.queries.find.all({ id }));
    return rows.map(deviceTable.fromRow).sort((one, other) => other.usedAt.getTime() - one.usedAt.getTime());
  }

  async list(userId: string, limit: number): Promise<Device[]> {
    return this.queries.list.all({ userId, limit }).map(deviceTable.fromRow);
  }

  async use(id: string, { usedAt, ...rest }: DeviceUse): Promise<boolean> {
    const used = { id, usedAt: usedAt.getTime(), ...rest };
    return (await this.database.write(() => this.queries.use.run(used))) === 1;
  }

  async erase(id: string, userId: string): Promise<boolean> {
    return (await this.database.write(() => this.queries.erase.run({ id, userId }))) === 1;
  }

  async eraseOf(sessionId: string): Promise<void> {
    await this.database.write(() => this.queries.eraseOf.run({ sessionId }));
  }

  async eraseAll(userId: string, exceptSessionId = ''): Promise<void> {
    await this.database.write(() => this.queries.eraseAll.run({ userId, exceptSessionId }));
  }

  eraseUnused(before: Date, limit: number): Promise<number> {
    return this.database.write(() => this.queries.eraseUnused.run({ before: before.getTime(), limit }));
  }
}

function prepareQueries(database: SqliteDatabase) {
  const { insert, select } = deviceTable;
  return {
    insert: database.query(`${insert} ON CONFLICT (id) DO NOTHING`),
    find: database.query(`${select} WHERE id = :id`),
    list: database.query(`${select} WHERE user_id = :userId ORDER BY used_at DESC LIMIT :limit`),
    use: database.query(
      `UPDATE devices SET session_id = :sessionId, used_at = :usedAt, browser = :browser, system = :system
       WHERE id = :id`,
    ),
    erase: database.query('DELETE FROM devices WHERE id = :id AND user_id = :userId'),
    eraseOf: database.query('DELETE FROM devices WHERE session_id = :sessionId'),
    eraseAll: database.query('DELETE FROM devices WHERE user_id = :userId AND session_id != :exceptSessionId'),
    eraseUnused: database.query(
      `DELETE FROM devices WHERE id IN
         (SELECT id FROM devices WHERE used_at < :before ORDER BY used_at LIMIT :limit)`,
    ),
  };
}
