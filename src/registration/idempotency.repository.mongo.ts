import type { MongoDatabase } from '../persistence/mongo.database';
import { IdempotencyRepository, type IdempotentRequest } from './idempotency.repository';

export class MongoIdempotencyRepository extends IdempotencyRepository {
  constructor(private readonly database: MongoDatabase) {
    super();
  }

  /** A key that is taken, even by a try of ours whose answer was lost, stands for what is stored with it. */
  async claim(keyHash: string, request: IdempotentRequest, now: Date): Promise<IdempotentRequest> {
    const { requestHash, verificationId } = request;
    const document = { _id: keyHash, requestHash, verificationId, createdAt: now };
    if (await this.database.insert(this.model, document)) return { requestHash, verificationId };
    const first = await this.database.run(() => this.model.findOne({ _id: keyHash }).lean());
    if (!first) throw new Error('an idempotency key was taken, and stands for nothing');
    return { requestHash: first.requestHash, verificationId: first.verificationId };
  }

  async eraseBefore(before: Date, limit: number): Promise<number> {
    const { trusted } = this.database;
    const old = { createdAt: trusted({ $lt: before }) };
    const found = await this.database.run(() =>
      this.model.find(old, { _id: 1 }).sort({ createdAt: 1 }).limit(limit).lean(),
    );
    const ids = trusted({ $in: found.map(({ _id }) => _id) });
    const { deletedCount } = await this.database.run(() => this.model.deleteMany({ _id: ids }));
    return deletedCount;
  }

  private get model() {
    return this.database.collections.idempotencyKeys;
  }
}
