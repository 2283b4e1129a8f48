import type { UpdateQuery } from 'mongoose';
import type { VerificationDocument } from '../persistence/collections/verification.collection';
import type { MongoDatabase } from '../persistence/mongo.database';
import { toDocument, toRecord } from '../persistence/mongo.record';
import { statusesBefore, type Door, type Failure, type Status, type Verification } from './verification';
import { VerificationRepository, type Changed, type Renewal } from './verification.repository';

type Condition = Partial<Record<keyof VerificationDocument | '$or', unknown>>;

/** Each change is one `findAndModify`: its condition and its effect cannot be torn apart. */
export class MongoVerificationRepository extends VerificationRepository {
  constructor(private readonly database: MongoDatabase) {
    super();
  }

  /** Who finds the id taken looks whose it is: the first try may have been ours, its answer lost. */
  async insert(verification: Verification): Promise<boolean> {
    if (await this.database.insert(this.model, toDocument(verification))) return true;
    const found = await this.find(verification.id);
    return found?.linkId === verification.linkId && found.nonce === verification.nonce;
  }

  find(id: string): Promise<Verification | undefined> {
    return this.findOne({ _id: id });
  }

  findByLinkId(linkId: string): Promise<Verification | undefined> {
    return this.findOne({ linkId });
  }

  address(id: string, chatId: number, renewal: Renewal, now: Date): Promise<Changed> {
    const isWaiting = { status: 'awaiting_telegram', startExpiresAt: this.later(now) };
    return this.change(id, isWaiting, { $set: { status: 'sending', chatId, ...renewal } });
  }

  prolongStart(id: string, times: { startExpiresAt: Date; resendAt: Date }, now: Date): Promise<Changed> {
    return this.change(id, { status: 'awaiting_telegram', resendAt: this.reached(now) }, { $set: times });
  }

  renew(id: string, renewal: Renewal, now: Date): Promise<Changed> {
    const hasChat = { chatId: this.database.trusted({ $exists: true }) };
    return this.change(
      id,
      { ...this.before('sending'), ...hasChat, resendAt: this.reached(now) },
      {
        $set: { status: 'sending', ...renewal },
        $unset: { sentAt: 1, expiresAt: 1, failure: 1, endedAt: 1 },
        $inc: { generation: 1 },
      },
    );
  }

  rotate(id: string, deliveryId: string, generation: number): Promise<Changed> {
    return this.change(id, { status: 'sending', deliveryId, generation }, { $inc: { generation: 1 } });
  }

  markSent(id: string, deliveryId: string, sentAt: Date, expiresAt: Date): Promise<Changed> {
    const inTime = { deliveryId, deadlineAt: this.later(sentAt) };
    return this.change(id, { ...this.before('sent'), ...inTime }, { $set: { status: 'sent', sentAt, expiresAt } });
  }

  fail(id: string, deliveryId: string, failure: Failure, now: Date): Promise<Changed> {
    const failed = { status: 'failed', failure, resendAt: now, endedAt: now };
    return this.change(id, { ...this.before('failed'), deliveryId }, { $set: failed });
  }

  countAttempt(id: string, maxAttempts: number, now: Date): Promise<Changed> {
    const hasTriesLeft = { attempts: this.database.trusted({ $lt: maxAttempts }) };
    return this.change(id, { ...this.alive(now), ...hasTriesLeft }, { $inc: { attempts: 1 } });
  }

  consume(id: string, generation: number, door: Door, now: Date): Promise<Changed> {
    const verified = { status: 'verified', door, endedAt: now };
    return this.change(id, { ...this.alive(now), generation }, { $set: verified });
  }

  lock(id: string, now: Date): Promise<Changed> {
    return this.change(id, this.before('locked'), { $set: { status: 'locked', endedAt: now } });
  }

  cancel(id: string, now: Date): Promise<Changed> {
    return this.change(id, this.before('cancelled'), { $set: { status: 'cancelled', endedAt: now } });
  }

  private get model() {
    return this.database.collections.verifications;
  }

  private async findOne(condition: { _id: string } | { linkId: string }): Promise<Verification | undefined> {
    const found = await this.database.run(() => this.model.findOne(condition).lean());
    return found ? toRecord<Verification>(this.model, found) : undefined;
  }

  private async change(id: string, condition: Condition, update: UpdateQuery<VerificationDocument>): Promise<Changed> {
    const counted = { ...update, $inc: { revision: 1, ...update.$inc } };
    const changed = await this.database.change(this.model, { ...condition, _id: id }, counted);
    return changed && toRecord<Verification>(this.model, changed);
  }

  /** A code lives from its making: until its expiry once Telegram has it, until the deadline before that. */
  private alive(now: Date): Condition {
    const later = this.later(now);
    return {
      $or: [
        { status: 'sent', expiresAt: later },
        { status: 'sending', deadlineAt: later },
      ],
    };
  }

  private before(target: Status): Condition {
    return { status: this.database.trusted({ $in: statusesBefore(target) }) };
  }

  private later = (now: Date) => this.database.trusted({ $gt: now });
  private reached = (now: Date) => this.database.trusted({ $lte: now });
}
