import type { BotLeaseDocument } from './bot.lease.collection';
import type { MongoDatabase } from '../../persistence/mongo/mongo.database';
import type { Pause } from '../../telegram/gate/bot.gate';
import type { Lease, Presence, Survey } from '../lease';
import { LeaseRepository, type Terms } from './lease.repository';

/** The instances' clocks may differ, so only times by the server's clock are compared (`$currentDate`, `$$NOW`). */
export class MongoLeaseRepository extends LeaseRepository {
  constructor(private readonly database: MongoDatabase) {
    super();
  }

  /** Idempotent: if an answer is lost, asking again finds the lease taken already, and renews it. */
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

  /** An instance that died silently is forgotten when a new one announces itself. */
  async announce({ instance, troubles }: Presence): Promise<void> {
    const said = { $set: { troubles: [...troubles] }, $currentDate: { seenAt: true } } as const;
    const { upsertedCount } = await this.database.run(() =>
      this.instances.updateOne({ _id: instance }, said, { upsert: true }),
    );
    if (upsertedCount === 0) return;
    const isForgotten = { $not: [isRecent('$seenAt', FORGOTTEN_AFTER_SECONDS)] };
    await this.database.run(() => this.instances.deleteMany(this.where(isForgotten)));
  }

  async withdraw(instance: string): Promise<void> {
    await this.database.run(() => this.instances.deleteOne({ _id: instance }));
  }

  async survey({ leaseSeconds, presenceSeconds }: Terms): Promise<Survey> {
    const [leases, present] = await Promise.all([
      this.database.run(() => this.leases.find(this.where(isRecent('$renewedAt', leaseSeconds))).lean()),
      this.database.run(() => this.instances.find(this.where(isRecent('$seenAt', presenceSeconds))).lean()),
    ]);
    return {
      leases: leases.map(({ _id: botId, holder, fence }) => ({ botId, holder, fence })),
      present: present.map(({ _id: instance, troubles }) => ({ instance, troubles })),
    };
  }

  async keepPause(botId: number, pause: Pause | undefined): Promise<void> {
    const change = pause ? { $set: { pause } } : { $unset: { pause: 1 } };
    await this.database.run(() => this.leases.updateOne({ _id: botId }, change));
  }

  async pauseOf(botId: number): Promise<Pause | undefined> {
    const { pause } = (await this.find(botId)) ?? {};
    return pause && { askedAt: pause.askedAt, endsAt: pause.endsAt };
  }

  private renew(botId: number, holder: string): Promise<BotLeaseDocument | null> {
    const isHeld = this.database.trusted({ $exists: true });
    return this.change({ _id: botId, holder, renewedAt: isHeld }, {});
  }

  private takeOver(botId: number, holder: string, leaseSeconds: number): Promise<BotLeaseDocument | null> {
    const isOver = { $not: [isRecent('$renewedAt', leaseSeconds)] };
    const isFree = this.database.trusted({ $exists: false });
    return this.change(
      { _id: botId, $or: [{ renewedAt: isFree }, this.where(isOver)] },
      { $set: { holder }, $inc: { fence: 1 } },
    );
  }

  private find(botId: number): Promise<BotLeaseDocument | null> {
    return this.database.run(() => this.leases.findById(botId).lean());
  }

  /** For a bot that has never been held. The loser of a race gets the winner's lease. */
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

  private where(expression: object) {
    const { trusted } = this.database;
    return { $and: [trusted({ $expr: trusted(expression) })] };
  }

  private get leases() {
    return this.database.collections.botLeases;
  }

  private get instances() {
    return this.database.collections.instances;
  }
}

/** By the server's clock. A new primary's may be behind its predecessor's: a time that is far ahead is not recent. */
const isRecent = (field: string, seconds: number) => ({
  $and: [
    { $gt: [field, { $subtract: ['$$NOW', seconds * 1000] }] },
    { $lte: [field, { $add: ['$$NOW', seconds * 1000] }] },
  ],
});

const FORGOTTEN_AFTER_SECONDS = 3_600;
const BY_ITS_CLOCK = { $currentDate: { renewedAt: true } } as const;
const AFTER = { returnDocument: 'after' } as const;
