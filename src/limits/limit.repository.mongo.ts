import type { MongoDatabase } from '../persistence/mongo/mongo.database';
import { LimitRepository, type Reached, type Usage, type Window } from './limit.repository';

type Fresh = Readonly<{ _id: string; used: number; endsAt: Date }>;

/** If an answer is lost, a use may be counted twice: that may make a client wait, but lets no use through uncounted. */
export class MongoLimitRepository extends LimitRepository {
  constructor(private readonly database: MongoDatabase) {
    super();
  }

  /** Most windows run or are new; those that are over are purged before they are used again. */
  async take(key: string, windowSeconds: number, now: Date, cost = 1): Promise<Usage> {
    const fresh = { _id: key, used: cost, endsAt: new Date(now.getTime() + windowSeconds * 1000) };
    const usage = (await this.count(key, now, cost)) ?? (await this.begin(fresh)) ?? (await this.beginAnew(fresh, now));
    // Another request has begun the window meanwhile.
    return usage ?? this.take(key, windowSeconds, now, cost);
  }

  async giveBack(key: string, now: Date): Promise<void> {
    const { trusted } = this.database;
    const running = { _id: key, endsAt: trusted({ $gt: now }), used: trusted({ $gt: 0 }) };
    await this.database.run(() => this.model.updateOne(running, { $inc: { used: -1 } }));
  }

  async countReached(beginning: string, most: number, now: Date): Promise<number> {
    return this.database.run(() => this.model.countDocuments(this.reached(beginning, most, now)));
  }

  async listReached({ beginning, most, limit }: Reached, now: Date): Promise<Window[]> {
    const which = this.reached(beginning, most, now);
    const found = await this.database.run(() => this.model.find(which).sort({ endsAt: -1 }).limit(limit).lean());
    return found.map(({ _id: key, used, endsAt }) => ({ key, used, endsAt }));
  }

  async purge(now: Date): Promise<void> {
    await this.database.run(() => this.model.deleteMany({ endsAt: this.database.trusted({ $lte: now }) }));
  }

  private reached(beginning: string, most: number, now: Date) {
    const { trusted } = this.database;
    const begins = { _id: trusted({ $gte: beginning, $lt: `${beginning}\u{10ffff}` }) };
    return { ...begins, used: trusted({ $gte: most }), endsAt: trusted({ $gt: now }) };
  }

  private get model() {
    return this.database.collections.limits;
  }

  private async count(key: string, now: Date, cost: number): Promise<Usage | undefined> {
    const running = { _id: key, endsAt: this.database.trusted({ $gt: now }) };
    const before = await this.database.run(() =>
      this.model.findOneAndUpdate(running, { $inc: { used: cost } }, { returnDocument: 'before' }).lean(),
    );
    return before ? { used: before.used + cost, endsAt: before.endsAt } : undefined;
  }

  private async begin(fresh: Fresh): Promise<Usage | undefined> {
    const { used, endsAt } = fresh;
    return (await this.database.insert(this.model, fresh)) ? { used, endsAt } : undefined;
  }

  private async beginAnew({ _id, used, endsAt }: Fresh, now: Date): Promise<Usage | undefined> {
    const over = { _id, endsAt: this.database.trusted({ $lte: now }) };
    const { matchedCount } = await this.database.run(() => this.model.updateOne(over, { $set: { used, endsAt } }));
    return matchedCount === 1 ? { used, endsAt } : undefined;
  }
}
