import type { DeviceDocument } from './device.collection';
import type { MongoDatabase } from '../../persistence/mongo/mongo.database';
import { eraseOldest } from '../../persistence/mongo/mongo.erasing';
import { toDocument, toRecord } from '../../persistence/mongo/mongo.record';
import { DeviceRepository, type Device, type DeviceUse } from './device.repository';

export class MongoDeviceRepository extends DeviceRepository {
  constructor(private readonly database: MongoDatabase) {
    super();
  }

  async insert(device: Device): Promise<void> {
    await this.database.insert(this.model, toDocument(device));
  }

  findAll(ids: readonly string[]): Promise<Device[]> {
    return this.listBy({ _id: this.database.trusted({ $in: [...ids] }) });
  }

  list(userId: string, limit: number): Promise<Device[]> {
    return this.listBy({ userId }, limit);
  }

  async use(id: string, use: DeviceUse): Promise<boolean> {
    const { matchedCount } = await this.database.run(() => this.model.updateOne({ _id: id }, { $set: use }));
    return matchedCount === 1;
  }

  async erase(id: string, userId: string): Promise<boolean> {
    return (await this.eraseBy({ _id: id, userId })) === 1;
  }

  async eraseOf(sessionId: string): Promise<void> {
    await this.eraseBy({ sessionId });
  }

  async eraseAll(userId: string, exceptSessionId?: string): Promise<void> {
    await this.eraseBy({ userId, sessionId: this.database.trusted({ $ne: exceptSessionId ?? '' }) });
  }

  eraseUnused(before: Date, limit: number): Promise<number> {
    const isOver = { usedAt: this.database.trusted({ $lt: before }) };
    return eraseOldest(this.database, this.model, { isOver, by: 'usedAt' }, limit);
  }

  private get model() {
    return this.database.collections.devices;
  }

  private async listBy(which: object, limit = 0): Promise<Device[]> {
    const found = await this.database.run(() =>
      this.model.find(which).sort({ usedAt: -1 }).limit(limit).lean<DeviceDocument[]>(),
    );
    return found.map((document) => toRecord<Device>(this.model, document));
  }

  private async eraseBy(which: object): Promise<number> {
    return (await this.database.run(() => this.model.deleteMany(which))).deletedCount;
  }
}
