import type { MongoDatabase } from '../persistence/mongo.database';
import { LimitRepository, type Usage } from './limit.repository';

type Window = Readonly<{ _id: string; used: number; endsAt: Date }>;

/** Where an answer is lost, a use may be counted twice: that makes somebody wait, and lets nobody through. */
export class MongoLimitRepository extends LimitRepository {
  constructor(private readonly database: MongoDatabase) {
    super();
  }

  /** Most windows run or are new; those that are over are purged before they are asked for again. */
  async take(key: string, windowSeconds: number, now: Date): Promise<Usage> {
    const fresh = { _id: key, used: 1, endsAt: new Date(now.getTime() + windowSeconds * 1000) };
    const usage = (await this.count(key, now)) ?? (await this.begin(fresh)) ?? (await this.beginAnew(fresh, now));
    // Somebody else began it meanwhile.
    return usage ?? this.take(key, windowSeconds, now);
  }

  async purge(now: Date): Promise<void> {
    await this.database.run(() => this.model.deleteMany({ endsAt: this.database.trusted({ $lte: now }) }));
  }

  private get model() {
    return this.database.collections.limits;
  }

  private async count(key: string, now: Date): Promise<Usage | undefined> {
    const running = { _id: key, endsAt: this.database.trusted({ $gt: now }) };
    const before = await this.database.run(() =>
      this.model.findOneAndUpdate(running, { $inc: { used: 1 } }, { returnDocument: 'before' }).lean(),
    );
    return before ? { used: before.used + 1, endsAt: before.endsAt } : undefined;
  }

  private async begin(fresh: Window): Promise<Usage | undefined> {
    const { used, endsAt } = fresh;
    return (await this.database.insert(this.model, fresh)) ? { used, endsAt } : undefined;
  }

  private async beginAnew({ _id, used, endsAt }: Window, now: Date): Promise<Usage | undefined> {
    const over = { _id, endsAt: this.database.trusted({ $lte: now }) };
    const { matchedCount } = await this.database.run(() => this.model.updateOne(over, { $set: { used, endsAt } }));
    return matchedCount === 1 ? { used, endsAt } : undefined;
  }
}
