import type { SqliteDatabase } from '../../persistence/sqlite/sqlite.database';
import type { DeviceRow } from '../../persistence/sqlite/sqlite.schema';
import { DeviceRepository, type Device, type DeviceUse } from './device.repository';

export class SqliteDeviceRepository extends DeviceRepository {
  private readonly queries: ReturnType<typeof prepareQueries>;

  constructor(private readonly database: SqliteDatabase) {
    super();
    this.queries = prepareQueries(database);
  }

  async insert({ id, userId, sessionId, browser, system, createdAt, usedAt }: Device): Promise<void> {
    const times = { created_at: createdAt.getTime(), used_at: usedAt.getTime() };
    const row = { id, user_id: userId, session_id: sessionId, browser, system, ...times };
    await this.database.write(() => this.queries.insert.run(row));
  }

  async findAll(ids: readonly string[]): Promise<Device[]> {
    const rows = ids.flatMap((id) => this.queries.find.first({ id }) ?? []);
    return rows.map(toDevice).sort((one, other) => other.usedAt.getTime() - one.usedAt.getTime());
  }

  async list(userId: string, limit: number): Promise<Device[]> {
    return this.queries.list.all({ userId, limit }).map(toDevice);
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

const toDevice = (row: DeviceRow): Device => ({
  id: row.id,
  userId: row.user_id,
  sessionId: row.session_id,
  browser: row.browser,
  system: row.system,
  createdAt: new Date(row.created_at),
  usedAt: new Date(row.used_at),
});

type Used = Omit<DeviceUse, 'usedAt'> & { id: string; usedAt: number };

function prepareQueries(database: SqliteDatabase) {
  return {
    insert: database.prepare<DeviceRow>((db, param) =>
      db
        .insertInto('devices')
        .values({
          ...{ id: param('id'), user_id: param('user_id'), session_id: param('session_id') },
          ...{ browser: param('browser'), system: param('system') },
          ...{ created_at: param('created_at'), used_at: param('used_at') },
        })
        .onConflict((conflict) => conflict.column('id').doNothing()),
    ),
    find: database.prepare<{ id: string }, DeviceRow>((db, param) =>
      db.selectFrom('devices').selectAll().where('id', '=', param('id')),
    ),
    list: database.prepare<{ userId: string; limit: number }, DeviceRow>((db, param) =>
      db
        .selectFrom('devices')
        .selectAll()
        .where('user_id', '=', param('userId'))
        .orderBy('used_at', 'desc')
        .limit(param('limit')),
    ),
    use: database.prepare<Used>((db, param) =>
      db
        .updateTable('devices')
        .set({
          ...{ session_id: param('sessionId'), used_at: param('usedAt') },
          ...{ browser: param('browser'), system: param('system') },
        })
        .where('id', '=', param('id')),
    ),
    erase: database.prepare<{ id: string; userId: string }>((db, param) =>
      db.deleteFrom('devices').where('id', '=', param('id')).where('user_id', '=', param('userId')),
    ),
    eraseOf: database.prepare<{ sessionId: string }>((db, param) =>
      db.deleteFrom('devices').where('session_id', '=', param('sessionId')),
    ),
    eraseAll: database.prepare<{ userId: string; exceptSessionId: string }>((db, param) =>
      db
        .deleteFrom('devices')
        .where('user_id', '=', param('userId'))
        .where('session_id', '!=', param('exceptSessionId')),
    ),
    eraseUnused: database.prepare<{ before: number; limit: number }>((db, param) =>
      db
        .deleteFrom('devices')
        .where('id', 'in', (eb) =>
          eb
            .selectFrom('devices')
            .select('id')
            .where('used_at', '<', param('before'))
            .orderBy('used_at')
            .limit(param('limit')),
        ),
    ),
  };
}
