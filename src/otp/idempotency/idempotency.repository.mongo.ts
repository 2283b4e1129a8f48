import type { MongoDatabase } from '../../persistence/mongo/mongo.database';
import { eraseOldest } from '../../persistence/mongo/mongo.erasing';
import { IdempotencyRepository, type IdempotentRequest } from './idempotency.repository';

export class MongoIdempotencyRepository extends IdempotencyRepository {
  constructor(private readonly database: MongoDatabase) {
    super();
  }

  /** A taken key stands for what is stored with it, even if we took it ourselves and the answer was lost. */
  async claim(keyHash: string, request: IdempotentRequest, now: Date): Promise<IdempotentRequest> {
    const { requestHash, verificationId } = request;
    const document = { _id: keyHash, requestHash, verificationId, createdAt: now };
    if (await this.database.insert(this.model, document)) return { requestHash, verificationId };
    const first = await this.database.run(() => this.model.findOne({ _id: keyHash }).lean());
    if (!first) throw new Error('an idempotency key was taken, and stands for nothing');
    return { requestHash: first.requestHash, verificationId: first.verificationId };
  }

  eraseBefore(before: Date, limit: number): Promise<number> {
    const isOver = { createdAt: this.database.trusted({ $lt: before }) };
    return eraseOldest(this.database, this.model, { isOver, by: 'createdAt' }, limit);
  }

  private get model() {
    return this.database.collections.idempotencyKeys;
  }
}
