import type { SqliteDatabase } from '../../persistence/sqlite/sqlite.database';
import { fromDate, toDate, type OidcRecordRow } from '../../persistence/sqlite/sqlite.schema';
import { OidcRecordRepository, type OfApp, type OidcRecord } from './oidc.record.repository';

export class SqliteOidcRecordRepository extends OidcRecordRepository {
  private readonly queries: ReturnType<typeof prepareQueries>;

  constructor(private readonly database: SqliteDatabase) {
    super();
    this.queries = prepareQueries(database);
  }

  async put(record: OidcRecord): Promise<void> {
    await this.database.write(() => this.queries.put.run(toRow(record)));
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

  async eraseBySession(sessionId: string): Promise<void> {
    await this.database.write(() => this.queries.eraseBySession.run({ sessionId }));
  }

  async eraseByApp(appId: string): Promise<void> {
    await this.database.write(() => this.queries.eraseByApp.run({ appId }));
  }

  async eraseByUser(userId: string): Promise<void> {
    await this.database.write(() => this.queries.eraseByUser.run({ userId }));
  }

  eraseOfUserByApp(of: OfApp): Promise<number> {
    return this.database.write(() => this.queries.eraseOfUserByApp.run(of));
  }

  async listByApp(model: string, of: OfApp, now: Date, limit: number): Promise<OidcRecord[]> {
    const rows = this.queries.listByApp.all({ model, ...of, now: now.getTime(), limit });
    return rows.map((row) => toRecord(row)!);
  }

  async listApps(model: string, userId: string, now: Date): Promise<string[]> {
    return this.queries.listApps.all({ model, userId, now: now.getTime() }).map(({ app_id: id }) => id);
  }

  eraseOver(before: Date, limit: number): Promise<number> {
    return this.database.write(() => this.queries.eraseOver.run({ before: before.getTime(), limit }));
  }
}

const toRow = (record: OidcRecord): OidcRecordRow => ({
  id: record.id,
  model: record.model,
  session_id: record.sessionId ?? null,
  grant_id: record.grantId ?? null,
  user_id: record.userId ?? null,
  app_id: record.appId ?? null,
  user_code_hash: record.userCodeHash ?? null,
  sealed: record.sealed,
  consumed_at: fromDate(record.consumedAt),
  expires_at: record.expiresAt.getTime(),
  used_at: fromDate(record.usedAt),
});

function toRecord(row: OidcRecordRow | undefined): OidcRecord | undefined {
  if (!row) return undefined;
  return {
    id: row.id,
    model: row.model,
    sessionId: row.session_id ?? undefined,
    grantId: row.grant_id ?? undefined,
    userId: row.user_id ?? undefined,
    appId: row.app_id ?? undefined,
    userCodeHash: row.user_code_hash ?? undefined,
    sealed: row.sealed,
    consumedAt: toDate(row.consumed_at),
    usedAt: toDate(row.used_at),
    expiresAt: new Date(row.expires_at),
  };
}

function prepareQueries(database: SqliteDatabase) {
  return {
    put: database.prepare<OidcRecordRow>((db, param) =>
      db
        .insertInto('oidc_records')
        .values({
          ...{ id: param('id'), model: param('model'), session_id: param('session_id'), grant_id: param('grant_id') },
          ...{ user_id: param('user_id'), app_id: param('app_id'), user_code_hash: param('user_code_hash') },
          ...{ sealed: param('sealed'), consumed_at: param('consumed_at'), expires_at: param('expires_at') },
          used_at: param('used_at'),
        })
        .onConflict((conflict) =>
          conflict.column('id').doUpdateSet({
            ...{ session_id: param('session_id'), grant_id: param('grant_id'), user_id: param('user_id') },
            ...{ app_id: param('app_id'), user_code_hash: param('user_code_hash') },
            ...{ sealed: param('sealed'), expires_at: param('expires_at') },
          }),
        ),
    ),
    find: database.prepare<{ id: string }, OidcRecordRow>((db, param) =>
      db.selectFrom('oidc_records').selectAll().where('id', '=', param('id')),
    ),
    findBySession: database.prepare<{ model: string; sessionId: string }, OidcRecordRow>((db, param) =>
      db
        .selectFrom('oidc_records')
        .selectAll()
        .where('session_id', '=', param('sessionId'))
        .where('model', '=', param('model'))
        .orderBy('expires_at', 'desc')
        .limit(1),
    ),
    findByUserCode: database.prepare<{ userCodeHash: string }, OidcRecordRow>((db, param) =>
      db.selectFrom('oidc_records').selectAll().where('user_code_hash', '=', param('userCodeHash')),
    ),
    consume: database.prepare<{ id: string; now: number }>((db, param) =>
      db
        .updateTable('oidc_records')
        .set({ consumed_at: param('now') })
        .where('id', '=', param('id'))
        .where('consumed_at', 'is', null),
    ),
    noteUse: database.prepare<{ id: string; now: number }>((db, param) =>
      db
        .updateTable('oidc_records')
        .set({ used_at: param('now') })
        .where('id', '=', param('id')),
    ),
    erase: database.prepare<{ id: string }>((db, param) => db.deleteFrom('oidc_records').where('id', '=', param('id'))),
    eraseByGrant: database.prepare<{ grantId: string }>((db, param) =>
      db.deleteFrom('oidc_records').where('grant_id', '=', param('grantId')),
    ),
    eraseBySession: database.prepare<{ sessionId: string }>((db, param) =>
      db.deleteFrom('oidc_records').where('session_id', '=', param('sessionId')),
    ),
    eraseByApp: database.prepare<{ appId: string }>((db, param) =>
      db.deleteFrom('oidc_records').where('app_id', '=', param('appId')),
    ),
    eraseByUser: database.prepare<{ userId: string }>((db, param) =>
      db.deleteFrom('oidc_records').where('user_id', '=', param('userId')),
    ),
    eraseOfUserByApp: database.prepare<OfApp>((db, param) =>
      db.deleteFrom('oidc_records').where('user_id', '=', param('userId')).where('app_id', '=', param('appId')),
    ),
    listByApp: database.prepare<OfApp & { model: string; now: number; limit: number }, OidcRecordRow>((db, param) =>
      db
        .selectFrom('oidc_records')
        .selectAll()
        .where('user_id', '=', param('userId'))
        .where('app_id', '=', param('appId'))
        .where('model', '=', param('model'))
        .where('expires_at', '>', param('now'))
        .orderBy('expires_at', 'desc')
        .limit(param('limit')),
    ),
    listApps: database.prepare<{ model: string; userId: string; now: number }, { app_id: string }>((db, param) =>
      db
        .selectFrom('oidc_records')
        .select((eb) => eb.ref('app_id').$castTo<string>().as('app_id'))
        .distinct()
        .where('user_id', '=', param('userId'))
        .where('model', '=', param('model'))
        .where('expires_at', '>', param('now'))
        .where('app_id', 'is not', null)
        .orderBy('app_id'),
    ),
    eraseOver: database.prepare<{ before: number; limit: number }>((db, param) =>
      db
        .deleteFrom('oidc_records')
        .where('id', 'in', (eb) =>
          eb
            .selectFrom('oidc_records')
            .select('id')
            .where('expires_at', '<', param('before'))
            .orderBy('expires_at')
            .limit(param('limit')),
        ),
    ),
  };
}
