import type { BotLeaseDocument } from '../persistence/collections/bot-lease.collection';
import type { MongoDatabase } from '../persistence/mongo.database';
import type { Lease } from './lease';
import { LeaseRepository } from './lease.repository';

/** The instances' clocks may differ; all that is compared here was told by the server's (`$currentDate`, `$$NOW`). */
export class MongoLeaseRepository extends LeaseRepository {
  constructor(private readonly database: MongoDatabase) {
    super();
  }

  /** Where an answer is lost, asking again finds the lease taken already, and renews it. */
  async take(botId: number, holder: string, leaseSeconds: number): Promise<Lease> {
    const taken =
      (await this.renew(botId, holder)) ??
      (await this.takeOver(botId, holder, leaseSeconds)) ??
      (await this.find(botId)) ??
      (await this.create(botId, holder));
    return { botId, holder: taken.holder, fence: taken.fence };
  }

  async giveBack({ botId, holder, fence }: Lease): Promise<void> {
    await this.database.run(() => this.leases.updateOne({ _id: botId, holder, fence }, { $unset: { renewedAt: 1 } }));
  }

  private renew(botId: number, holder: string): Promise<BotLeaseDocument | null> {
    const isHeld = this.database.trusted({ $exists: true });
    return this.change({ _id: botId, holder, renewedAt: isHeld }, {});
  }

  private takeOver(botId: number, holder: string, leaseSeconds: number): Promise<BotLeaseDocument | null> {
    const leaseMs = leaseSeconds * 1000;
    const isPast = { $lte: ['$renewedAt', { $subtract: ['$$NOW', leaseMs] }] };
    // A new primary's clock may lie behind that of the one before.
    const isAhead = { $gt: ['$renewedAt', { $add: ['$$NOW', leaseMs] }] };
    const isOver = this.database.trusted({ $or: [isPast, isAhead] });
    const isFree = this.database.trusted({ $exists: false });
    return this.change(
      { _id: botId, $or: [{ renewedAt: isFree }, this.database.trusted({ $expr: isOver })] },
      { $set: { holder }, $inc: { fence: 1 } },
    );
  }

  private find(botId: number): Promise<BotLeaseDocument | null> {
    return this.database.run(() => this.leases.findById(botId).lean());
  }

  /** For a bot that nobody has ever held. Who loses this race is told who won it. */
  private async create(botId: number, holder: string): Promise<BotLeaseDocument> {
    const first = { $setOnInsert: { fence: 1 }, ...BY_ITS_CLOCK };
    const created = await this.database.runUnlessTaken(() =>
      this.leases.findOneAndUpdate({ _id: botId, holder }, first, { ...AFTER, upsert: true }).lean<BotLeaseDocument>(),
    );
    return created ?? (await this.find(botId))!;
  }

  private change(filter: object, update: object): Promise<BotLeaseDocument | null> {
    return this.database.run(() =>
      this.leases.findOneAndUpdate(filter, { ...update, ...BY_ITS_CLOCK }, AFTER).lean<BotLeaseDocument>(),
    );
  }

  private get leases() {
    return this.database.collections.botLeases;
  }
}

const BY_ITS_CLOCK = { $currentDate: { renewedAt: true } } as const;
const AFTER = { returnDocument: 'after' } as const;
