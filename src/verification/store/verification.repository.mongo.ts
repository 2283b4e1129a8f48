import type { UpdateQuery } from 'mongoose';
import type { VerificationDocument } from './verification.collection';
import type { MongoDatabase } from '../../persistence/mongo/mongo.database';
import { toDocument } from '../../persistence/mongo/mongo.record';
import { statusesBefore, type EndReason, type PendingEvent, type Verification } from '../verification';
import { toVerification } from './verification.mapping';
import { VerificationRepository, type Changed, type Failed, type Life } from './verification.repository';
import type { Collecting, Opener, PressedIn, Renewal } from './verification.repository';

type Condition = Partial<Record<keyof VerificationDocument | '$or', unknown>>;

/** Each change is one `findAndModify`, which makes its condition and its effect atomic. */
export class MongoVerificationRepository extends VerificationRepository {
  constructor(private readonly database: MongoDatabase) {
    super();
  }

  /** If the id is taken, checks whose record it is: it may be our own first try, whose answer was lost. */
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

  async address(id: string, pressed: PressedIn, renewal: Renewal, now: Date): Promise<Changed> {
    const startExpiresAt = this.later(now);
    const addressed = { status: 'sending', isUnproven: false, ...pressed, ...renewal };
    const isWaiting = { status: 'awaiting_telegram', startExpiresAt };
    const ledNowhere = { status: 'failed', isUnproven: true, startExpiresAt };
    return (
      (await this.change(id, isWaiting, { $set: addressed })) ??
      (await this.change(id, ledNowhere, { $set: addressed, ...ANEW }))
    );
  }

  prove(id: string): Promise<Changed> {
    return this.change(id, {}, { $set: { isUnproven: false } });
  }

  bind(id: string, flowHash: string): Promise<Changed> {
    return this.change(id, {}, { $set: { flowHash } });
  }

  prolongStart(id: string, times: { startExpiresAt: Date; resendAt: Date }, now: Date): Promise<Changed> {
    return this.change(id, { status: 'awaiting_telegram', resendAt: this.reached(now) }, { $set: times });
  }

  renew(id: string, renewal: Renewal, now: Date): Promise<Changed> {
    return this.change(
      id,
      { ...this.before('sending'), ...this.hasMessage(), resendAt: this.reached(now) },
      { $set: { status: 'sending', ...renewal }, ...ANEW },
    );
  }

  rotate(id: string, deliveryId: string, generation: number): Promise<Changed> {
    return this.change(id, { status: 'sending', deliveryId, generation }, { $inc: { generation: 1 } });
  }

  markSent(
    id: string,
    deliveryId: string,
    { sentAt, expiresAt }: Life,
    events?: readonly PendingEvent[],
  ): Promise<Changed> {
    const inTime = { deliveryId, deadlineAt: this.later(sentAt) };
    const sent = { $set: { status: 'sent', sentAt, expiresAt } };
    return this.change(id, { ...this.before('sent'), ...inTime }, { ...sent, ...telling(events) });
  }

  fail(id: string, deliveryId: string, { failure, at }: Failed, events?: readonly PendingEvent[]): Promise<Changed> {
    const failed = { $set: { status: 'failed', failure, resendAt: at, endedAt: at } };
    return this.change(id, { ...this.before('failed'), deliveryId }, { ...failed, ...telling(events) });
  }

  countAttempt(id: string, maxAttempts: number, now: Date): Promise<Changed> {
    const hasTriesLeft = { attempts: this.database.trusted({ $lt: maxAttempts }) };
    return this.change(id, { ...this.alive(now), ...hasTriesLeft }, { $inc: { attempts: 1 } });
  }

  consume(id: string, generation: number, { at, ...by }: Opener, events?: readonly PendingEvent[]): Promise<Changed> {
    const verified = { $set: { status: 'verified', ...by, endedAt: at } };
    return this.change(id, { ...this.alive(at), generation }, { ...verified, ...telling(events) });
  }

  lock(id: string, endReason: EndReason, endedAt: Date, events?: readonly PendingEvent[]): Promise<Changed> {
    return this.end(id, { status: 'locked', endReason, endedAt }, events);
  }

  cancel(id: string, endReason: EndReason, endedAt: Date, events?: readonly PendingEvent[]): Promise<Changed> {
    return this.end(id, { status: 'cancelled', endReason, endedAt }, events);
  }

  collect(id: string, collecting: Collecting, since: Date): Promise<Changed> {
    const isThere = { status: 'verified', door: 'approval', endedAt: this.later(since) };
    const isFirst = { collectedBy: this.database.trusted({ $exists: false }) };
    return this.change(id, { ...isThere, ...isFirst }, { $set: collecting });
  }

  async listWithPendingEvents(limit: number): Promise<Verification[]> {
    const untold = this.database.trusted({ $exists: true });
    const found = await this.database.run(() => this.model.find({ untold }).sort({ _id: 1 }).limit(limit).lean());
    return found.map((document) => toVerification(this.model, document));
  }

  /** An event added in between stays: the field is removed only if its list is empty. */
  async removePendingEvent(id: string, event: PendingEvent): Promise<void> {
    const isEmpty = this.database.trusted({ $size: 0 });
    await this.database.run(() => this.model.updateOne({ _id: id }, { $pull: { untold: event } }));
    await this.database.run(() => this.model.updateOne({ _id: id, untold: isEmpty }, { $unset: { untold: 1 } }));
  }

  private get model() {
    return this.database.collections.verifications;
  }

  private async findOne(condition: { _id: string } | { linkId: string }): Promise<Verification | undefined> {
    const found = await this.database.run(() => this.model.findOne(condition).lean());
    return found ? toVerification(this.model, found) : undefined;
  }

  private async change(id: string, condition: Condition, update: UpdateQuery<VerificationDocument>): Promise<Changed> {
    const counted = { ...update, $inc: { revision: 1, ...update.$inc } };
    const changed = await this.database.change(this.model, { ...condition, _id: id }, counted);
    return changed && toVerification(this.model, changed);
  }

  private end(
    id: string,
    end: Pick<Verification, 'status' | 'endReason' | 'endedAt'>,
    events?: readonly PendingEvent[],
  ) {
    return this.change(id, this.before(end.status), { $set: end, ...telling(events) });
  }

  private hasMessage(): Condition {
    return { deliveryId: this.database.trusted({ $exists: true }) };
  }

  /** A code is valid from its creation: until its deadline, or until its expiry once Telegram has it. */
  private alive(now: Date): Condition {
    const later = this.later(now);
    return {
      $or: [
        { status: 'sent', expiresAt: later },
        { status: 'sending', deadlineAt: later },
      ],
    };
  }

  private before(target: Verification['status']): Condition {
    return { status: this.database.trusted({ $in: statusesBefore(target) }) };
  }

  private later = (now: Date) => this.database.trusted({ $gt: now });
  private reached = (now: Date) => this.database.trusted({ $lte: now });
}

/** New secrets; what was recorded of the old message no longer counts. */
const ANEW = { $unset: { sentAt: 1, expiresAt: 1, failure: 1, endedAt: 1 }, $inc: { generation: 1 } } as const;

const telling = (events: readonly PendingEvent[] = []) =>
  events.length > 0 && { $addToSet: { untold: { $each: events } } };
