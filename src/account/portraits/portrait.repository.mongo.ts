import type { MongoDatabase } from '../../persistence/mongo/mongo.database';
import { eraseOldest } from '../../persistence/mongo/mongo.erasing';
import { toPortrait, type KeptPortrait } from './portrait.mapping';
import { PortraitRepository, type Portrait } from './portrait.repository';

export class MongoPortraitRepository extends PortraitRepository {
  constructor(private readonly database: MongoDatabase) {
    super();
  }

  async find(userId: string): Promise<Portrait | undefined> {
    const found = await this.database.run(() => this.model.findById(userId).lean<KeptPortrait>());
    return found ? toPortrait(found) : undefined;
  }

  async keep({ userId, fetchedAt, jpeg }: Portrait): Promise<void> {
    const change = jpeg ? { $set: { fetchedAt, jpeg } } : { $set: { fetchedAt }, $unset: { jpeg: 1 } };
    await this.database.run(() => this.model.updateOne({ _id: userId }, change, { upsert: true }));
  }

  eraseFetched(before: Date, limit: number): Promise<number> {
    const isOver = { fetchedAt: this.database.trusted({ $lt: before }) };
    return eraseOldest(this.database, this.model, { isOver, by: 'fetchedAt' }, limit);
  }

  private get model() {
    return this.database.collections.portraits;
  }
}
