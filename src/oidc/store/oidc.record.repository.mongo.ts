import type { OidcRecordDocument } from './oidc.record.collection';
import type { MongoDatabase } from '../../persistence/mongo/mongo.database';
import { eraseOldest } from '../../persistence/mongo/mongo.erasing';
import { toDocument, toRecord } from '../../persistence/mongo/mongo.record';
import { OidcRecordRepository, type OfApp, type OidcRecord } from './oidc.record.repository';

export class MongoOidcRecordRepository extends OidcRecordRepository {
  constructor(private readonly database: MongoDatabase) {
    super();
  }

  async put(record: OidcRecord): Promise<void> {
    const { _id, consumedAt, usedAt, ...rest } = toDocument(record);
    const present = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
    const first = { ...(consumedAt && { consumedAt }), ...(usedAt && { usedAt }) };
    const change = { $set: present, ...(Object.keys(first).length > 0 && { $setOnInsert: first }) };
    await this.database.run(() => this.model.updateOne({ _id }, change, { upsert: true }));
  }

  find(id: string): Promise<OidcRecord | undefined> {
    return this.findBy({ _id: id });
  }

  findBySession(model: string, sessionId: string): Promise<OidcRecord | undefined> {
    return this.findBy({ sessionId, model });
  }

  findByUserCode(userCodeHash: string): Promise<OidcRecord | undefined> {
    return this.findBy({ userCodeHash });
  }

  async consume(id: string, now: Date): Promise<boolean> {
    const unused = { _id: id, consumedAt: this.database.trusted({ $exists: false }) };
    return (await this.database.change(this.model, unused, { $set: { consumedAt: now } })) !== undefined;
  }

  async noteUse(id: string, now: Date): Promise<void> {
    await this.database.run(() => this.model.updateOne({ _id: id }, { $set: { usedAt: now } }));
  }

  erase(id: string): Promise<void> {
    return this.eraseBy({ _id: id });
  }

  eraseByGrant(grantId: string): Promise<void> {
    return this.eraseBy({ grantId });
  }

  eraseByApp(appId: string): Promise<void> {
    return this.eraseBy({ appId });
  }

  async eraseOfUserByApp({ userId, appId }: OfApp): Promise<number> {
    return (await this.database.run(() => this.model.deleteMany({ userId, appId }))).deletedCount;
  }

  async listByApp(model: string, { userId, appId }: OfApp, now: Date, limit: number): Promise<OidcRecord[]> {
    const living = { userId, appId, model, expiresAt: this.database.trusted({ $gt: now }) };
    const found = await this.database.run(() =>
      this.model.find(living).sort({ expiresAt: -1 }).limit(limit).lean<OidcRecordDocument[]>(),
    );
    return found.map((document) => toRecord<OidcRecord>(this.model, document));
  }

  async listApps(model: string, userId: string, now: Date): Promise<string[]> {
    const { trusted } = this.database;
    const living = { userId, model, expiresAt: trusted({ $gt: now }), appId: trusted({ $exists: true }) };
    const found = await this.database.run(() => this.model.distinct('appId', living));
    return found.filter((id) => id !== undefined).toSorted();
  }

  async listAfter(id: string, limit: number): Promise<OidcRecord[]> {
    const later = { _id: this.database.trusted({ $gt: id }) };
    const found = await this.database.run(() =>
      this.model.find(later).sort({ _id: 1 }).limit(limit).lean<OidcRecordDocument[]>(),
    );
    return found.map((document) => toRecord<OidcRecord>(this.model, document));
  }

  async reseal(id: string, from: string, to: string): Promise<void> {
    await this.database.run(() => this.model.updateOne({ _id: id, sealed: from }, { $set: { sealed: to } }));
  }

  eraseOver(before: Date, limit: number): Promise<number> {
    const isOver = { expiresAt: this.database.trusted({ $lt: before }) };
    return eraseOldest(this.database, this.model, { isOver, by: 'expiresAt' }, limit);
  }

  private get model() {
    return this.database.collections.oidcRecords;
  }

  private async findBy(which: object): Promise<OidcRecord | undefined> {
    const found = await this.database.run(() =>
      this.model.findOne(which).sort({ expiresAt: -1 }).lean<OidcRecordDocument>(),
    );
    return found ? toRecord<OidcRecord>(this.model, found) : undefined;
  }

  private async eraseBy(which: object): Promise<void> {
    await this.database.run(() => this.model.deleteMany(which));
  }
}
