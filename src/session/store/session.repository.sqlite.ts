import { PAGE } from '../../paging';
import type { SqliteDatabase } from '../../persistence/sqlite/sqlite.database';
import { fromDate, toDate, type SessionRow } from '../../persistence/sqlite/sqlite.schema';
import { SessionRepository, toUsedTokens } from './session.repository';
import type { Changed, Rotation, SessionPage, SessionRecord } from './session.repository';

/** After every id there can be. */
const END = '~';

export class SqliteSessionRepository extends SessionRepository {
  private readonly queries: ReturnType<typeof prepareQueries>;

  constructor(private readonly database: SqliteDatabase) {
    super();
    this.queries = prepareQueries(database);
  }

  async insert(session: SessionRecord): Promise<boolean> {
    return (await this.database.write(() => this.queries.insert.run(toRow(session)))) === 1;
  }

  async find(id: string): Promise<SessionRecord | undefined> {
    return toSession(this.queries.find.first({ id }));
  }

  async list(userId: string, { before = END, limit }: SessionPage): Promise<SessionRecord[]> {
    return this.queries.list.all({ userId, before, limit }).map((row) => toSession(row)!);
  }

  async listLiving(userId: string, now: Date, { before = END, limit }: SessionPage): Promise<SessionRecord[]> {
    const which = { userId, now: now.getTime(), before, limit };
    return this.queries.listLiving.all(which).map((row) => toSession(row)!);
  }

  rotate(id: string, { from, to, client, ...rest }: Rotation): Promise<SessionRecord | undefined> {
    const { address, browser, system } = client;
    const [usedAt, expiresAt] = [rest.usedAt.getTime(), rest.expiresAt.getTime()];
    const usedTokens = JSON.stringify(rest.usedTokens);
    const given = { id, from, to, address, browser, system, usedAt, usedTokens, expiresAt };
    return this.database.write(() => toSession(this.queries.rotate.first(given)));
  }

  async prolong(id: string, usedAt: Date, expiresAt: Date): Promise<void> {
    const times = { usedAt: usedAt.getTime(), expiresAt: expiresAt.getTime() };
    await this.database.write(() => this.queries.prolong.run({ id, ...times }));
  }

  async use(id: string): Promise<void> {
    await this.database.write(() => this.queries.use.run({ id }));
  }

  async keepChanged(id: string, changed: Changed): Promise<void> {
    await this.database.write(() => this.queries.keepChanged.run({ id, changed: JSON.stringify(changed) }));
  }

  async end(id: string, now: Date): Promise<boolean> {
    return (await this.database.write(() => this.queries.end.run({ id, now: now.getTime() }))) === 1;
  }

  async endAll(userId: string, now: Date, exceptId = ''): Promise<number> {
    const page = { userId, now: now.getTime(), exceptId, limit: PAGE };
    for (let ended = 0; ;) {
      const count = await this.database.write(() => this.queries.endAll.run(page));
      ended += count;
      if (count < PAGE) return ended;
    }
  }

  eraseOver(before: Date, limit: number): Promise<number> {
    return this.database.write(() => this.queries.eraseOver.run({ before: before.getTime(), limit }));
  }
}

const toRow = (session: SessionRecord): SessionRow => ({
  id: session.id,
  user_id: session.userId,
  door: session.door,
  browser: session.browser,
  system: session.system,
  address: session.address,
  created_at: session.createdAt.getTime(),
  used_at: session.usedAt.getTime(),
  expires_at: session.expiresAt.getTime(),
  ended_at: fromDate(session.endedAt),
  family_hash: session.familyHash ?? null,
  token_hash: session.tokenHash ?? null,
  unused: session.isUnused ? 1 : null,
  used_tokens: session.usedTokens ? JSON.stringify(session.usedTokens) : null,
  changed: session.changed ? JSON.stringify(session.changed) : null,
  device_id: session.deviceId ?? null,
});

/** A version before this one did not write down when a session was used. */
const toSession = (row: SessionRow | undefined): SessionRecord | undefined =>
  row && {
    id: row.id,
    userId: row.user_id,
    door: row.door,
    browser: row.browser,
    system: row.system,
    address: row.address,
    createdAt: new Date(row.created_at),
    usedAt: new Date(row.used_at ?? row.created_at),
    expiresAt: new Date(row.expires_at),
    endedAt: toDate(row.ended_at),
    familyHash: row.family_hash ?? undefined,
    tokenHash: row.token_hash ?? undefined,
    isUnused: row.unused === 1 || undefined,
    usedTokens: row.used_tokens === null ? undefined : toUsedTokens(row.used_tokens),
    changed: row.changed === null ? undefined : (JSON.parse(row.changed) as Changed),
    deviceId: row.device_id ?? undefined,
  };

type ById = { id: string };
type OfUser = { userId: string; before: string; limit: number };
type Rotating = ById &
  Pick<SessionRow, 'address' | 'browser' | 'system'> & {
    from: string;
    to: string;
    usedAt: number;
    usedTokens: string;
    expiresAt: number;
  };

function prepareQueries(database: SqliteDatabase) {
  return { ...findings(database), ...changes(database) };
}

function findings(database: SqliteDatabase) {
  return {
    find: database.prepare<ById, SessionRow>((db, param) =>
      db.selectFrom('sessions').selectAll().where('id', '=', param('id')),
    ),
    list: database.prepare<OfUser, SessionRow>((db, param) =>
      db
        .selectFrom('sessions')
        .selectAll()
        .where('user_id', '=', param('userId'))
        .where('id', '<', param('before'))
        .orderBy('id', 'desc')
        .limit(param('limit')),
    ),
    listLiving: database.prepare<OfUser & { now: number }, SessionRow>((db, param) =>
      db
        .selectFrom('sessions')
        .selectAll()
        .where('user_id', '=', param('userId'))
        .where('id', '<', param('before'))
        .where('expires_at', '>', param('now'))
        .where('ended_at', 'is', null)
        .orderBy('id', 'desc')
        .limit(param('limit')),
    ),
  };
}

function changes(database: SqliteDatabase) {
  return {
    insert: database.prepare<SessionRow>((db, param) =>
      db
        .insertInto('sessions')
        .values({
          id: param('id'),
          user_id: param('user_id'),
          door: param('door'),
          browser: param('browser'),
          system: param('system'),
          address: param('address'),
          created_at: param('created_at'),
          used_at: param('used_at'),
          expires_at: param('expires_at'),
          ended_at: param('ended_at'),
          family_hash: param('family_hash'),
          token_hash: param('token_hash'),
          unused: param('unused'),
          used_tokens: param('used_tokens'),
          changed: param('changed'),
          device_id: param('device_id'),
        })
        .onConflict((conflict) => conflict.column('id').doNothing()),
    ),
    rotate: database.prepare<Rotating, SessionRow>((db, param) =>
      db
        .updateTable('sessions')
        .set({
          token_hash: param('to'),
          used_tokens: param('usedTokens'),
          used_at: param('usedAt'),
          expires_at: param('expiresAt'),
          address: param('address'),
          browser: param('browser'),
          system: param('system'),
        })
        .where('id', '=', param('id'))
        .where('token_hash', '=', param('from'))
        .where('expires_at', '>', param('usedAt'))
        .where('ended_at', 'is', null)
        .returningAll(),
    ),
    prolong: database.prepare<ById & { usedAt: number; expiresAt: number }>((db, param) =>
      db
        .updateTable('sessions')
        .set({ used_at: param('usedAt'), expires_at: param('expiresAt') })
        .where('id', '=', param('id'))
        .where('expires_at', '>', param('usedAt'))
        .where('ended_at', 'is', null),
    ),
    use: database.prepare<ById>((db, param) =>
      db.updateTable('sessions').set({ unused: null }).where('id', '=', param('id')),
    ),
    keepChanged: database.prepare<ById & { changed: string }>((db, param) =>
      db
        .updateTable('sessions')
        .set({ changed: param('changed') })
        .where('id', '=', param('id')),
    ),
    end: database.prepare<ById & { now: number }>((db, param) =>
      db
        .updateTable('sessions')
        .set({ ended_at: param('now'), expires_at: param('now') })
        .where('id', '=', param('id'))
        .where('expires_at', '>', param('now'))
        .where('ended_at', 'is', null),
    ),
    endAll: database.prepare<Omit<OfUser, 'before'> & { now: number; exceptId: string }>((db, param) =>
      db
        .updateTable('sessions')
        .set({ ended_at: param('now'), expires_at: param('now') })
        .where('id', 'in', (eb) =>
          eb
            .selectFrom('sessions')
            .select('id')
            .where('user_id', '=', param('userId'))
            .where('id', '!=', param('exceptId'))
            .where('expires_at', '>', param('now'))
            .where('ended_at', 'is', null)
            .limit(param('limit')),
        ),
    ),
    eraseOver: database.prepare<{ before: number; limit: number }>((db, param) =>
      db
        .deleteFrom('sessions')
        .where(
          'id',
          'in',
          db.selectFrom('sessions').select('id').where('expires_at', '<', param('before')).limit(param('limit')),
        ),
    ),
  };
}
