import type { SqliteDatabase } from '../../persistence/sqlite/sqlite.database';
import type { Row } from '../../persistence/table';
import { OidcRecordRepository, type OfApp, type OidcRecord } from './oidc.record.repository';
import { oidcRecordTable } from './oidc.record.table';

export class SqliteOidcRecordRepository extends OidcRecordRepository {
  private readonly queries: ReturnType<typeof prepareQueries>;

  constructor(private readonly database: SqliteDatabase) {
    super();
    this.queries = prepareQueries(database);
  }

  async put(record: OidcRecord): Promise<void> {
    await this.database.write(() => this.queries.put.run(oidcRecordTable.toRow(record)));
  }

  async find(id: string): Promise<OidcRecord | undefined> {
    return toRecord(this.queries.find.first({ id }));
  }

  async findBySession(model: string, sessionId: string): Promise<OidcRecord | undefined> {
    return toRecord(this.queries.findBySession.first({ model, sessionId }));
  }

  async findByUserCode(userCodeHash: string): Promise<OidcRecord | undefined> {
    return toRecord(this.queries.findByUserCode.first({ userCodeHash }));
  }

  async consume(id: string, now: Date): Promise<boolean> {
    return (await this.database.write(() => this.queries.consume.run({ id, now: now.getTime() }))) === 1;
  }

  async noteUse(id: string, now: Date): Promise<void> {
    await this.database.write(() => this.queries.noteUse.run({ id, now: now.getTime() }));
  }

  async erase(id: string): Promise<void> {
    await this.database.write(() => this.queries.erase.run({ id }));
  }

  async eraseByGrant(grantId: string): Promise<void> {
    await this.database.write(() => this.queries.eraseByGrant.run({ grantId }));
  }

  async eraseByApp(appId: string): Promise<void> {
    await this.database.write(() => this.queries.eraseByApp.run({ appId }));
  }

  eraseOfUserByApp(of: OfApp): Promise<number> {
    return this.database.write(() => this.queries.eraseOfUserByApp.run(of));
  }

  async listByApp(model: string, of: OfApp, now: Date, limit: number): Promise<OidcRecord[]> {
    return this.queries.listByApp.all({ model, ...of, now: now.getTime(), limit }).map(oidcRecordTable.fromRow);
  }

  async listApps(model: string, userId: string, now: Date): Promise<string[]> {
    return this.queries.listApps.all({ model, userId, now: now.getTime() }).map(({ app_id: id }) => id);
  }

  async listAfter(id: string, limit: number): Promise<OidcRecord[]> {
    return this.queries.listAfter.all({ id, limit }).map(oidcRecordTable.fromRow);
  }

  async reseal(id: string, from: string, to: string): Promise<void> {
    await this.database.write(() => this.queries.reseal.run({ id, from, to }));
  }

  eraseOver(before: Date, limit: number): Promise<number> {
    return this.database.write(() => this.queries.eraseOver.run({ before: before.getTime(), limit }));
  }
}

const toRecord = (row: Row | undefined): OidcRecord | undefined => row && oidcRecordTable.fromRow(row);

function prepareQueries(database: SqliteDatabase) {
  const { insert, select } = oidcRecordTable;
  return {
    put: database.query(
      `${insert} ON CONFLICT (id) DO UPDATE SET
         session_id = :session_id, grant_id = :grant_id, user_id = :user_id, app_id = :app_id,
         user_code_hash = :user_code_hash, sealed = :sealed, expires_at = :expires_at`,
    ),
    find: database.query(`${select} WHERE id = :id`),
    findBySession: database.query(
      `${select} WHERE session_id = :sessionId AND model = :model ORDER BY expires_at DESC LIMIT 1`,
    ),
    findByUserCode: database.query(`${select} WHERE user_code_hash = :userCodeHash`),
    consume: database.query('UPDATE oidc_records SET consumed_at = :now WHERE id = :id AND consumed_at IS NULL'),
    noteUse: database.query('UPDATE oidc_records SET used_at = :now WHERE id = :id'),
    erase: database.query('DELETE FROM oidc_records WHERE id = :id'),
    eraseByGrant: database.query('DELETE FROM oidc_records WHERE grant_id = :grantId'),
    eraseByApp: database.query('DELETE FROM oidc_records WHERE app_id = :appId'),
    eraseOfUserByApp: database.query('DELETE FROM oidc_records WHERE user_id = :userId AND app_id = :appId'),
    listByApp: database.query(
      `${select} WHERE user_id = :userId AND app_id = :appId AND model = :model AND expires_at > :now
       ORDER BY expires_at DESC LIMIT :limit`,
    ),
    listApps: database.query<Row, { app_id: string }>(
      `SELECT DISTINCT app_id FROM oidc_records
       WHERE user_id = :userId AND model = :model AND expires_at > :now AND app_id IS NOT NULL ORDER BY app_id`,
    ),
    listAfter: database.query(`${select} WHERE id > :id ORDER BY id LIMIT :limit`),
    reseal: database.query('UPDATE oidc_records SET sealed = :to WHERE id = :id AND sealed = :from'),
    eraseOver: database.query(
      `DELETE FROM oidc_records WHERE id IN
         (SELECT id FROM oidc_records WHERE expires_at < :before ORDER BY expires_at LIMIT :limit)`,
    ),
  };
}
