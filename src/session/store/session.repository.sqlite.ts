import { PAGE } from '../../paging';
import type { SqliteDatabase } from '../../persistence/sqlite/sqlite.database';
import { SessionRepository } from './session.repository';
import type { Changed, Rotation, SessionPage, SessionRecord } from './session.repository';
import { sessionTable } from './session.table';

/** Sorts after every possible id. */
const END = '~';

export class SqliteSessionRepository extends SessionRepository {
  private readonly queries: ReturnType<typeof prepareQueries>;

  constructor(private readonly database: SqliteDatabase) {
    super();
    this.queries = prepareQueries(database);
  }

  async insert(session: SessionRecord): Promise<boolean> {
    return (await this.database.write(() => this.queries.insert.run(sessionTable.toRow(session)))) === 1;
  }

  async find(id: string): Promise<SessionRecord | undefined> {
    const row = this.queries.find.first({ id });
    return row && sessionTable.fromRow(row);
  }

  async list(userId: string, { before = END, limit }: SessionPage): Promise<SessionRecord[]> {
    return this.queries.list.all({ userId, before, limit }).map(sessionTable.fromRow);
  }

  async listLiving(userId: string, now: Date, { before = END, limit }: SessionPage): Promise<SessionRecord[]> {
    const which = { userId, now: now.getTime(), before, limit };
    return this.queries.listLiving.all(which).map(sessionTable.fromRow);
  }

  async rotate(id: string, { from, to, client, ...rest }: Rotation): Promise<SessionRecord | undefined> {
    const { address, browser, system } = client;
    const [usedAt, expiresAt] = [rest.usedAt.getTime(), rest.expiresAt.getTime()];
    const usedTokens = JSON.stringify(rest.usedTokens);
    const given = { id, from, to, address, browser, system, usedAt, usedTokens, expiresAt };
    const row = await this.database.write(() => this.queries.rotate.first(given));
    return row && sessionTable.fromRow(row);
  }

  async prolong(id: string, usedAt: Date, expiresAt: Date): Promise<void> {
    const times = { usedAt: usedAt.getTime(), expiresAt: expiresAt.getTime() };
    await this.database.write(() => this.queries.prolong.run({ id, ...times }));
  }

  async use(id: string): Promise<void> {
    await this.database.write(() => this.queries.use.run({ id }));
  }

  async attachApps(id: string): Promise<void> {
    await this.database.write(() => this.queries.attachApps.run({ id }));
  }

  async listOverWithApps(now: Date, limit: number): Promise<SessionRecord[]> {
    return this.queries.listOverWithApps.all({ now: now.getTime(), limit }).map(sessionTable.fromRow);
  }

  async detachApps(id: string): Promise<void> {
    await this.database.write(() => this.queries.detachApps.run({ id }));
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

const IS_LIVING = 'expires_at > :now AND ended_at IS NULL';

function prepareQueries(database: SqliteDatabase) {
  const { insert, select, columns } = sessionTable;
  return {
    insert: database.query(`${insert} ON CONFLICT (id) DO NOTHING`),
    find: database.query(`${select} WHERE id = :id`),
    list: database.query(`${select} WHERE user_id = :userId AND id < :before ORDER BY id DESC LIMIT :limit`),
    listLiving: database.query(
      `${select} WHERE user_id = :userId AND id < :before AND ${IS_LIVING} ORDER BY id DESC LIMIT :limit`,
    ),
    rotate: database.query(
      `UPDATE sessions SET token_hash = :to, used_tokens = :usedTokens, used_at = :usedAt, expires_at = :expiresAt,
         address = :address, browser = :browser, system = :system
       WHERE id = :id AND token_hash = :from AND expires_at > :usedAt AND ended_at IS NULL
       RETURNING ${columns}`,
    ),
    prolong: database.query(
      `UPDATE sessions SET used_at = :usedAt, expires_at = :expiresAt
       WHERE id = :id AND expires_at > :usedAt AND ended_at IS NULL`,
    ),
    use: database.query('UPDATE sessions SET unused = NULL WHERE id = :id'),
    attachApps: database.query('UPDATE sessions SET has_apps = 1 WHERE id = :id'),
    listOverWithApps: database.query(
      `${select} WHERE has_apps IS NOT NULL AND expires_at <= :now ORDER BY expires_at LIMIT :limit`,
    ),
    detachApps: database.query('UPDATE sessions SET has_apps = NULL WHERE id = :id'),
    keepChanged: database.query('UPDATE sessions SET changed = :changed WHERE id = :id'),
    end: database.query(`UPDATE sessions SET ended_at = :now, expires_at = :now WHERE id = :id AND ${IS_LIVING}`),
    endAll: database.query(
      `UPDATE sessions SET ended_at = :now, expires_at = :now WHERE id IN
         (SELECT id FROM sessions WHERE user_id = :userId AND id != :exceptId AND ${IS_LIVING} LIMIT :limit)`,
    ),
    eraseOver: database.query(
      'DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE expires_at < :before LIMIT :limit)',
    ),
  };
}
