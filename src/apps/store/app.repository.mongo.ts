import { isDeepStrictEqual } from 'node:util';
import type { AppDocument } from './app.collection';
import type { MongoDatabase } from '../../persistence/mongo/mongo.database';
import { toDocument } from '../../persistence/mongo/mongo.record';
import { toApp } from './app.mapping';
import {
  AppRepository,
  type AppDescription,
  type AppSecret,
  type RegisteredApp,
  type SecretKind,
} from './app.repository';

export class MongoAppRepository extends AppRepository {
  constructor(private readonly database: MongoDatabase) {
    super();
  }

  async insert(app: RegisteredApp): Promise<boolean> {
    return (await this.database.insert(this.model, toDocument(app))) || isDeepStrictEqual(await this.find(app.id), app);
  }

  async find(id: string): Promise<RegisteredApp | undefined> {
    const found = await this.database.run(() => this.model.findOne({ _id: id }).lean<AppDocument>());
    return found ? this.toApp(found) : undefined;
  }

  async list(after: string, limit: number): Promise<RegisteredApp[]> {
    const behind = { _id: this.database.trusted({ $gt: after }) };
    const found = await this.database.run(() =>
      this.model.find(behind).sort({ _id: 1 }).limit(limit).lean<AppDocument[]>(),
    );
    return found.map((document) => this.toApp(document));
  }

  change(id: string, change: Partial<AppDescription>): Promise<RegisteredApp | undefined> {
    const entries = Object.entries(change);
    const gone = entries.filter(([, value]) => value === undefined).map(([field]) => [field, 1]);
    return this.alter(
      { _id: id },
      {
        $set: Object.fromEntries(entries.filter(([, value]) => value !== undefined)),
        ...(gone.length > 0 && { $unset: Object.fromEntries(gone) as object }),
      },
    );
  }

  async disable(id: string, now: Date): Promise<RegisteredApp | undefined> {
    const isEnabled = { disabledAt: this.database.trusted({ $exists: false }) };
    return (await this.alter({ _id: id, ...isEnabled }, { $set: { disabledAt: now } })) ?? this.find(id);
  }

  enable(id: string): Promise<RegisteredApp | undefined> {
    return this.alter({ _id: id }, { $unset: { disabledAt: 1 } });
  }

  async addSecret(id: string, kind: SecretKind, secret: AppSecret): Promise<RegisteredApp | undefined> {
    const isNew = { [`${kind}.id`]: this.database.trusted({ $ne: secret.id }) };
    return (await this.alter({ _id: id, ...isNew }, { $push: { [kind]: secret } })) ?? this.find(id);
  }

  async rehash(id: string, kind: SecretKind, secret: AppSecret, hash: string): Promise<void> {
    const all = (await this.find(id))?.[kind] ?? [];
    const index = all.findIndex((each) => each.id === secret.id);
    if (index < 0) return;
    const place = `${kind}.${index}`;
    const isIt = { [`${place}.id`]: secret.id, [`${place}.hash`]: secret.hash };
    await this.alter({ _id: id, ...isIt }, { $set: { [`${place}.hash`]: hash } });
  }

  async removeSecret(id: string, kind: SecretKind, secretId: string): Promise<boolean> {
    const has = { _id: id, [`${kind}.id`]: secretId };
    return (await this.alter(has, { $pull: { [kind]: { id: secretId } } })) !== undefined;
  }

  async markUsed(id: string, now: Date, unlessSince: Date): Promise<void> {
    const isUsed = { _id: id, lastUsedAt: this.database.trusted({ $gt: unlessSince }) };
    if (await this.database.run(() => this.model.findOne(isUsed).lean<AppDocument>())) return;
    await this.database.run(() => this.model.updateOne({ _id: id }, { $max: { lastUsedAt: now } }));
  }

  private get model() {
    return this.database.collections.apps;
  }

  private async alter(filter: { _id: string }, update: object): Promise<RegisteredApp | undefined> {
    const changed = await this.database.change(this.model, filter, update);
    return changed && this.toApp(changed);
  }

  private toApp(document: AppDocument): RegisteredApp {
    return toApp(this.model, document);
  }
}
