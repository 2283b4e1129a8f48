import { isDeepStrictEqual } from 'node:util';
import type { SqliteDatabase } from '../../persistence/sqlite/sqlite.database';
import {
  AppRepository,
  type AppDescription,
  type AppSecret,
  type RegisteredApp,
  type SecretKind,
} from './app.repository';
import { appTable } from './app.table';

export class SqliteAppRepository extends AppRepository {
  private readonly queries: ReturnType<typeof prepareQueries>;

  constructor(private readonly database: SqliteDatabase) {
    super();
    this.queries = prepareQueries(database);
  }

  insert(app: RegisteredApp): Promise<boolean> {
    return this.database.write(
      () => this.queries.insert.run(appTable.toRow(app)) === 1 || isDeepStrictEqual(this.look(app.id), app),
    );
  }

  async find(id: string): Promise<RegisteredApp | undefined> {
    return this.look(id);
  }

  async list(after: string, limit: number): Promise<RegisteredApp[]> {
    return this.queries.list.all({ after, limit }).map(appTable.fromRow);
  }

  change(id: string, change: Partial<AppDescription>): Promise<RegisteredApp | undefined> {
    return this.alter(id, (app) => ({ ...app, ...change }));
  }

  disable(id: string, now: Date): Promise<RegisteredApp | undefined> {
    return this.alter(id, (app) => ({ ...app, disabledAt: app.disabledAt ?? now }));
  }

  enable(id: string): Promise<RegisteredApp | undefined> {
    return this.alter(id, (app) => ({ ...app, disabledAt: undefined }));
  }

  addSecret(id: string, kind: SecretKind, secret: AppSecret): Promise<RegisteredApp | undefined> {
    const isThere = (app: RegisteredApp) => app[kind].some((each) => each.id === secret.id);
    return this.alter(id, (app) => (isThere(app) ? app : { ...app, [kind]: [...app[kind], secret] }));
  }

  async rehash(id: string, kind: SecretKind, secret: AppSecret, hash: string): Promise<void> {
    const isIt = (each: AppSecret) => each.id === secret.id && each.hash === secret.hash;
    await this.alter(id, (app) => ({
      ...app,
      [kind]: app[kind].map((each) => (isIt(each) ? { ...each, hash } : each)),
    }));
  }

  async removeSecret(id: string, kind: SecretKind, secretId: string): Promise<boolean> {
    let isRemoved = false;
    await this.alter(id, (app) => {
      const left = app[kind].filter((secret) => secret.id !== secretId);
      isRemoved = left.length < app[kind].length;
      return { ...app, [kind]: left };
    });
    return isRemoved;
  }

  async markUsed(id: string, now: Date, unlessSince: Date): Promise<void> {
    // Usually it was used just now: a read waits for nothing, but a write waits for others.
    if ((this.look(id)?.lastUsedAt ?? 0) > unlessSince) return;
    const use = { id, now: now.getTime(), unlessSince: unlessSince.getTime() };
    await this.database.write(() => this.queries.markUsed.run(use));
  }

  /** No other write comes between the read and the update. */
  private alter(id: string, alteration: (app: RegisteredApp) => RegisteredApp): Promise<RegisteredApp | undefined> {
    return this.database.write(() => {
      const found = this.look(id);
      if (!found) return undefined;
      const altered = alteration(found);
      this.queries.update.run(appTable.toRow(altered));
      return altered;
    });
  }

  private look(id: string): RegisteredApp | undefined {
    const row = this.queries.find.first({ id });
    return row && appTable.fromRow(row);
  }
}

function prepareQueries(database: SqliteDatabase) {
  const { insert, select, update } = appTable;
  return {
    insert: database.query(`${insert} ON CONFLICT (id) DO NOTHING`),
    update: database.query(`${update} WHERE id = :id`),
    find: database.query(`${select} WHERE id = :id`),
    list: database.query(`${select} WHERE id > :after ORDER BY id LIMIT :limit`),
    markUsed: database.query(
      `UPDATE apps SET last_used_at = :now
       WHERE id = :id AND (last_used_at IS NULL OR last_used_at <= :unlessSince)`,
    ),
  };
}
