import type { LogoutDocument } from './logout.collection';
import type { MongoDatabase } from '../../../persistence/mongo/mongo.database';
import { toRecord } from '../../../persistence/mongo/mongo.record';
import type { OfApp } from '../../store/oidc.record.repository';
import { LogoutRepository, type HeldLogout, type Logout } from './logout.repository';

export class MongoLogoutRepository extends LogoutRepository {
  constructor(private readonly database: MongoDatabase) {
    super();
  }

  async keep({ id, ...logout }: Omit<Logout, 'dueAt' | 'attempts'>): Promise<void> {
    const change = { $set: { ...logout, attempts: 0 }, $unset: { dueAt: 1 } };
    await this.database.run(() => this.model.updateOne({ _id: id }, change, { upsert: true }));
  }

  end(id: string, now: Date): Promise<void> {
    return this.endBy({ _id: id }, now);
  }

  endBySession(sessionId: string, now: Date): Promise<void> {
    return this.endBy({ sessionId }, now);
  }

  endByApp(appId: string, now: Date): Promise<void> {
    return this.endBy({ appId }, now);
  }

  endOfUserByApp({ userId, appId }: OfApp, now: Date): Promise<void> {
    return this.endBy({ userId, appId }, now);
  }

  /** Claims each row only if it is still as it was read. A claim whose answer is lost is due when its lease ends. */
  async claimDue(now: Date, leaseEnds: Date, limit: number): Promise<HeldLogout[]> {
    const dueAt = this.database.trusted({ $lte: now });
    const due = await this.database.run(() =>
      this.model.find({ dueAt }).sort({ dueAt: 1 }).limit(limit).lean<LogoutDocument[]>(),
    );
    const claims = await Promise.all(
      due.map(({ _id, dueAt: seen }) =>
        this.database.change<LogoutDocument>(
          this.model,
          { _id, dueAt: seen },
          { $set: { dueAt: leaseEnds }, $inc: { attempts: 1 } },
        ),
      ),
    );
    return claims.flatMap((claimed) =>
      claimed ? [{ ...toRecord<Logout>(this.model, claimed), dueAt: leaseEnds }] : [],
    );
  }

  async postpone({ id, dueAt: heldUntil }: HeldLogout, dueAt: Date): Promise<void> {
    await this.database.run(() => this.model.updateOne({ _id: id, dueAt: heldUntil }, { $set: { dueAt } }));
  }

  async forget({ id, dueAt }: HeldLogout): Promise<void> {
    await this.database.run(() => this.model.deleteOne({ _id: id, dueAt }));
  }

  async forgetBySession(sessionId: string): Promise<void> {
    await this.database.run(() => this.model.deleteMany({ sessionId, ...this.living }));
  }

  countDue(): Promise<number> {
    return this.database.run(() => this.model.countDocuments({ dueAt: this.database.trusted({ $exists: true }) }));
  }

  private get model() {
    return this.database.collections.logouts;
  }

  private get living() {
    return { dueAt: this.database.trusted({ $exists: false }) };
  }

  private async endBy(which: object, now: Date): Promise<void> {
    await this.database.run(() => this.model.updateMany({ ...which, ...this.living }, { $set: { dueAt: now } }));
  }
}
