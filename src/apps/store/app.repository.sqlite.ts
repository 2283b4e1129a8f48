import { isDeepStrictEqual } from 'node:util';
import type { SqliteDatabase } from '../../persistence/sqlite/sqlite.database';
import type { AppRow } from '../../persistence/sqlite/sqlite.schema';
import { AppRepository, type AppDescription, type AppSecret, type RegisteredApp } from './app.repository';
import { toApp, toRow } from './app.row';

export class SqliteAppRepository extends AppRepository {
  private readonly queries: ReturnType<typeof prepareQueries>;

  constructor(private readonly database: SqliteDatabase) {
    super();
    this.queries = prepareQueries(database);
  }

  insert(app: RegisteredApp): Promise<boolean> {
    return this.database.write(
      () => this.queries.insert.run(toRow(app)) === 1 || isDeepStrictEqual(this.look(app.id), app),
    );
  }

  async find(id: string): Promise<RegisteredApp | undefined> {
    return this.look(id);
  }

  async list(after: string, limit: number): Promise<RegisteredApp[]> {
    return this.queries.list.all({ after, limit }).map(toApp);
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

  addSecret(id: string, secret: AppSecret): Promise<RegisteredApp | undefined> {
    const isThere = (app: RegisteredApp) => app.secrets.some((each) => each.id === secret.id);
    return this.alter(id, (app) => (isThere(app) ? app : { ...app, secrets: [...app.secrets, secret] }));
  }

  async removeSecret(id: string, secretId: string): Promise<boolean> {
    let isRemoved = false;
    await this.alter(id, (app) => {
      const secrets = app.secrets.filter((secret) => secret.id !== secretId);
      isRemoved = secrets.length < app.secrets.length;
      return { ...app, secrets };
    });
    return isRemoved;
  }

  async markUsed(id: string, now: Date, unlessSince: Date): Promise<void> {
    // Most are: a write waits for others, and a look for nothing.
    if ((this.look(id)?.lastUsedAt ?? 0) > unlessSince) return;
    const use = { id, now: now.getTime(), unlessSince: unlessSince.getTime() };
    await this.database.write(() => this.queries.markUsed.run(use));
  }

  /** No other write comes between. */
  private alter(id: string, alteration: (app: RegisteredApp) => RegisteredApp): Promise<RegisteredApp | undefined> {
    return this.database.write(() => {
      const found = this.look(id);
      if (!found) return undefined;
      const altered = alteration(found);
      this.queries.update.run(toRow(altered));
      return altered;
    });
  }

  private look(id: string): RegisteredApp | undefined {
    const row = this.queries.find.first({ id });
    return row && toApp(row);
  }
}

function prepareQueries(database: SqliteDatabase) {
  return {
    insert: database.prepare<AppRow>((db, param) =>
      db
        .insertInto('apps')
        .values({
          ...{ id: param('id'), name: param('name'), domain: param('domain'), logo: param('logo') },
          ...{ color: param('color'), redirect_uris: param('redirect_uris'), is_public: param('is_public') },
          ...{ post_logout_redirect_uris: param('post_logout_redirect_uris'), secrets: param('secrets') },
          ...{ backchannel_logout_uri: param('backchannel_logout_uri'), is_first_party: param('is_first_party') },
          ...{ id_token_algorithm: param('id_token_algorithm'), scopes: param('scopes'), bot: param('bot') },
          ...{ return_to: param('return_to'), created_at: param('created_at'), disabled_at: param('disabled_at') },
          ...{ last_used_at: param('last_used_at'), subject_type: param('subject_type') },
        })
        .onConflict((conflict) => conflict.column('id').doNothing()),
    ),
    update: database.prepare<AppRow>((db, param) =>
      db
        .updateTable('apps')
        .set({
          ...{ name: param('name'), domain: param('domain'), logo: param('logo'), color: param('color') },
          ...{ redirect_uris: param('redirect_uris'), is_first_party: param('is_first_party') },
          ...{ post_logout_redirect_uris: param('post_logout_redirect_uris'), secrets: param('secrets') },
          ...{ backchannel_logout_uri: param('backchannel_logout_uri'), bot: param('bot'), scopes: param('scopes') },
          ...{ id_token_algorithm: param('id_token_algorithm'), return_to: param('return_to') },
          disabled_at: param('disabled_at'),
        })
        .where('id', '=', param('id')),
    ),
    find: database.prepare<{ id: string }, AppRow>((db, param) =>
      db.selectFrom('apps').selectAll().where('id', '=', param('id')),
    ),
    list: database.prepare<{ after: string; limit: number }, AppRow>((db, param) =>
      db.selectFrom('apps').selectAll().where('id', '>', param('after')).orderBy('id').limit(param('limit')),
    ),
    markUsed: database.prepare<{ id: string; now: number; unlessSince: number }>((db, param) =>
      db
        .updateTable('apps')
        .set({ last_used_at: param('now') })
        .where('id', '=', param('id'))
        .where((eb) => eb('last_used_at', 'is', null).or('last_used_at', '<=', param('unlessSince'))),
    ),
  };
}
