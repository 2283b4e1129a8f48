import { clock } from '../../clock';
import { randomId } from '../../ids';
import type { DeliveryDocument } from './delivery.collection';
import type { MongoDatabase } from '../../persistence/mongo/mongo.database';
import { isInTelegram, KEPT_STEPS, stepOf, SUPERSEDED, type Claim, type Delivery } from '../delivery';
import type { Holder, Outcome, SentDelivery } from '../delivery';
import { toDelivery, toDocument, toKept } from './delivery.mapping';
import { DeliveryRepository, LOST_AT_A_TIME, type Pending, type Room } from './delivery.repository';

/** `marks` are those of the claims made so far. */
type Terms = Readonly<{ holder: Holder; now: Date; leaseEnds: Date; marks: string[] }>;

type Order = 'deadlineAt' | 'dueAt' | 'turnAt';
type Cut = Readonly<{ most: number; by: Order }>;

/** When a claim was tried, and which rows have been handed out since. */
type Doubt = Readonly<{ since: number; handedOut: Set<string> }>;

/** How long to look for claims whose answer was lost: a server that was held up may carry them out late. */
const DOUBT_MS = 60_000;
const TAKE_OVER_EVERY_MS = 5_000;

export class MongoDeliveryRepository extends DeliveryRepository {
  /** By their marks: claims that may have been made without our knowing. */
  private readonly doubts = new Map<string, Doubt>();
  /** By bot. */
  private readonly tookOverAt = new Map<number, number>();

  constructor(private readonly database: MongoDatabase) {
    super();
  }

  async insert(delivery: Delivery): Promise<void> {
    await this.database.insert(this.deliveries, toDocument(delivery));
  }

  async find(id: string): Promise<Delivery | undefined> {
    const found = await this.database.run(() => this.deliveries.findById(id).lean());
    return found ? this.toDelivery(found) : undefined;
  }

  async claimDue(holder: Holder, now: Date, leaseEnds: Date, room: Room): Promise<Claim[]> {
    // A claim that an earlier holder made before it stopped may reach the store only after the takeover.
    const sinceTakeOver = performance.now() - (this.tookOverAt.get(holder.botId) ?? -Infinity);
    if (sinceTakeOver > TAKE_OVER_EVERY_MS) await this.takeOver(holder, now);
    const terms = { holder, now, leaseEnds, marks: [] };
    const claims = await this.claimsInDoubt(holder);
    if (await this.isAnyDue(terms)) claims.push(...(await this.claimInto(room, terms)));
    this.noteHandedOut(claims, terms.marks);
    return claims;
  }

  async settle(held: Claim, outcome: Outcome, now = clock.now()): Promise<boolean> {
    const change = { ...settlement(outcome), ...withStep(outcome, now) };
    const isSettled = (await this.changeHeld(held, change)) !== undefined;
    if (isSettled && held.turnAt && outcome.kind === 'send_again') await this.moveBehind(held.id, outcome.at);
    return isSettled;
  }

  async release(held: Claim, at: Date): Promise<boolean> {
    return (await this.changeHeld(held, { $set: { dueAt: at }, $unset: { holder: 1 } })) !== undefined;
  }

  async retire(id: string, now: Date): Promise<void> {
    const isFree = this.has(false);
    const inTelegram = { _id: id, state: 'sent', holder: isFree };
    if (await this.database.change(this.deliveries, inTelegram, { $min: { dueAt: now, deleteAt: now } })) return;
    const placed = { _id: id, state: 'queued', messageId: this.has(true) };
    if (await this.database.change(this.deliveries, placed, { $min: { dueAt: now } })) return;
    const { error } = SUPERSEDED;
    const over = { $set: { state: 'failed', error }, $unset: { dueAt: 1 }, ...withStep(SUPERSEDED, now) };
    await this.database.change(this.deliveries, { _id: id, state: 'queued', messageId: isFree }, over);
  }

  async prefer(id: string): Promise<void> {
    await this.database.run(() => this.deliveries.updateOne({ _id: id }, { $unset: { turnAt: 1 } }));
  }

  /**
   * Because of the fence, a holder that lost the bot takes nothing from its successor, however late its packet arrives.
   * Idempotent, so the caller repeats it if the answer is lost.
   */
  async takeOver({ botId, fence }: Holder, now: Date): Promise<number> {
    this.tookOverAt.set(botId, performance.now());
    const earlier = { holder: this.has(true), fence: this.database.trusted({ $lt: fence }) };
    const { modifiedCount } = await this.database.run(() =>
      this.deliveries.updateMany({ botId, ...earlier }, { $set: { dueAt: now }, $unset: { holder: 1 } }),
    );
    return modifiedCount;
  }

  async listSent(botId: number): Promise<SentDelivery[]> {
    const inTelegram = { botId, dueAt: this.has(true), state: 'sent' };
    return (await this.database.run(() => this.deliveries.find(inTelegram).lean()))
      .map(this.toDelivery)
      .filter(isInTelegram);
  }

  async countPending(overdueAt: Date): Promise<Pending[]> {
    const sent = { state: 'sent' };
    const isPast = this.database.trusted({ $lte: overdueAt });
    // Each is counted separately, as a row may be added between two counts.
    const [proven, unproven, deletions, overdue] = await Promise.all([
      this.countByBot({ ...this.waiting, turnAt: this.has(false) }),
      this.countByBot({ ...this.waiting, turnAt: this.has(true) }),
      this.countByBot(sent),
      this.countByBot({ ...sent, deleteAt: isPast }),
    ]);
    const of = (counts: ReadonlyMap<number, number>, botId: number) => counts.get(botId) ?? 0;
    return [...new Set([...proven.keys(), ...unproven.keys(), ...deletions.keys()])].map((botId) => ({
      botId,
      deliveries: of(proven, botId) + of(unproven, botId),
      unproven: of(unproven, botId),
      deletions: of(deletions, botId),
      overdue: of(overdue, botId),
    }));
  }

  private async countByBot(which: object): Promise<ReadonlyMap<number, number>> {
    const dueAt = this.has(true);
    // Matches every bot, but is needed: the index of due rows begins with the bot.
    const botId = this.database.trusted({ $gt: 0 });
    const counts = await this.database.run(() =>
      this.deliveries.aggregate<{ _id: number; count: number }>([
        { $match: { botId, dueAt, ...which } },
        { $group: { _id: '$botId', count: { $sum: 1 } } },
      ]),
    );
    return new Map(counts.map(({ _id, count }) => [_id, count]));
  }

  private get waiting() {
    return { state: this.database.trusted({ $in: ['queued', 'sending'] }) };
  }

  /** Moves a message behind later turns, unless its initiator was proven meanwhile. */
  private async moveBehind(id: string, at: Date): Promise<void> {
    const inLine = { _id: id, turnAt: this.has(true) };
    await this.database.run(() => this.deliveries.updateOne(inLine, { $max: { turnAt: at } }));
  }

  private has(isThere: boolean) {
    return this.database.trusted({ $exists: isThere });
  }

  private get deliveries() {
    return this.database.collections.deliveries;
  }

  private async claimInto(
    { sends, again = sends, unproven = 0, removals, lostBefore }: Room,
    terms: Terms,
  ): Promise<Claim[]> {
    const lost = lostBefore && { deadlineAt: this.database.trusted({ $lte: lostBefore }) };
    const claims = [
      ...(await this.claim(terms, { state: 'sent' }, removals)),
      ...(lost ? await this.claim(terms, { ...this.waiting, ...lost }, LOST_AT_A_TIME) : []),
    ];
    const noTurn = { turnAt: this.has(false) };
    const tried = { ...noTurn, state: 'queued', claims: this.database.trusted({ $gt: 0 }) };
    const first = await this.claim(terms, tried, again, 'deadlineAt');
    first.push(...(await this.claim(terms, { ...noTurn, ...this.waiting }, sends - first.length)));
    const rest = Math.min(unproven, sends - first.length);
    return [
      ...claims,
      ...first,
      ...(await this.claim(terms, { ...this.waiting, turnAt: this.has(true) }, rest, 'turnAt')),
    ];
  }

  /** Looks again if other instances claimed some of the rows first; done once all rows that were seen are claimed. */
  private async claim(terms: Terms, which: object, most: number, by: Order = 'dueAt'): Promise<Claim[]> {
    const claims: Claim[] = [];
    for (;;) {
      const due = most > claims.length ? await this.listDue(terms, which, { most: most - claims.length, by }) : [];
      const claimed = due.length > 0 ? await this.claimAll(due, terms) : [];
      claims.push(...claimed);
      if (claimed.length === due.length) return claims;
    }
  }

  /** Most looks find nothing, and then one query is enough. */
  private async isAnyDue({ holder, now }: Terms): Promise<boolean> {
    const dueAt = this.database.trusted({ $lte: now });
    return (await this.database.run(() => this.deliveries.exists({ botId: holder.botId, dueAt }))) !== null;
  }

  private listDue({ holder, now }: Terms, which: object, { most, by }: Cut): Promise<DeliveryDocument[]> {
    const dueAt = this.database.trusted({ $lte: now });
    return this.database.run(() =>
      this.deliveries
        .find({ botId: holder.botId, dueAt, ...which })
        .sort({ [by]: 1 })
        .limit(most)
        .lean<DeliveryDocument[]>(),
    );
  }

  /** Claims each row only if it is still due and unchanged; the mark tells which rows were claimed. */
  private async claimAll(due: readonly DeliveryDocument[], { holder, now, leaseEnds, marks }: Terms): Promise<Claim[]> {
    const mark = randomId();
    marks.push(mark);
    const dueAt = this.database.trusted({ $lte: now });
    const claims = due.map(({ _id, claims, state }) => ({
      updateOne: {
        filter: { _id, claims, state, dueAt },
        update: {
          $set: {
            holder: holder.name,
            fence: holder.fence,
            dueAt: leaseEnds,
            state: state === 'queued' ? 'sending' : state,
            isInterrupted: state === 'sending',
            mark,
          },
          $inc: { claims: 1 },
        },
      },
    }));
    this.doubts.set(mark, { since: performance.now(), handedOut: new Set() });
    await this.database.run(() => this.deliveries.bulkWrite(claims, { ordered: false }));
    return this.listClaimed(holder, mark);
  }

  /** Ends the doubt about claims: until here, an error would have left them claimed, with no holder at work. */
  private noteHandedOut(claims: readonly Claim[], marks: readonly string[]): void {
    for (const mark of marks) this.doubts.delete(mark);
    for (const { handedOut } of this.doubts.values()) for (const { id } of claims) handedOut.add(id);
  }

  private async claimsInDoubt(holder: Holder): Promise<Claim[]> {
    if (this.doubts.size === 0) return [];
    const claims: Claim[] = [];
    for (const [mark, { since, handedOut }] of this.doubts) {
      const claimed = await this.listClaimed(holder, mark);
      claims.push(...claimed.filter(({ id }) => !handedOut.has(id)));
      if (performance.now() - since > DOUBT_MS) this.doubts.delete(mark);
    }
    return claims;
  }

  private async listClaimed({ name }: Holder, mark: string): Promise<Claim[]> {
    const found = await this.database.run(() => this.deliveries.find({ holder: name, mark }).lean());
    return found.map((document) => toKept(this.deliveries, document) as Claim);
  }

  private changeHeld({ id, holder, claims }: Claim, update: object): Promise<DeliveryDocument | undefined> {
    return this.database.change<DeliveryDocument>(this.deliveries, { _id: id, holder, claims }, update);
  }

  private readonly toDelivery = (document: DeliveryDocument): Delivery => toDelivery(this.deliveries, document);
}

/** Appends the step; a full list loses its oldest. */
function withStep(outcome: Outcome, now: Date): object {
  const step = stepOf(outcome, now);
  return step ? { $push: { steps: { $each: [step], $slice: -KEPT_STEPS } } } : {};
}

/** The fields that an outcome changes; all others stay as they are. */
function settlement(outcome: Outcome): object {
  switch (outcome.kind) {
    case 'sent': {
      const { messageId, sentAt, deleteAt, attempts } = outcome;
      return {
        $set: { state: 'sent', messageId, sentAt, deleteAt, dueAt: deleteAt },
        $inc: { attempts },
        $unset: { holder: 1, error: 1 },
      };
    }
    case 'send_again': {
      const { at, error, attempts } = outcome;
      return {
        $set: { state: 'queued', dueAt: at, ...(error && { error }) },
        $inc: { attempts },
        $unset: { holder: 1 },
      };
    }
    case 'placed': {
      const { messageId, at, attempts } = outcome;
      const $set = { state: 'queued', dueAt: at };
      const $unset = { holder: 1, error: 1 };
      return messageId === undefined
        ? { $set, $inc: { attempts }, $unset: { ...$unset, messageId: 1 } }
        : { $set: { ...$set, messageId }, $inc: { attempts }, $unset };
    }
    case 'deleted':
      return {
        $set: { state: 'deleted', deletedAt: outcome.at },
        $inc: { removalAttempts: 1 },
        $unset: { holder: 1, dueAt: 1 },
      };
    case 'delete_again': {
      const { at, error } = outcome;
      return { $set: { state: 'sent', dueAt: at, error }, $inc: { removalAttempts: 1 }, $unset: { holder: 1 } };
    }
    case 'failed': {
      const { error, attempts } = outcome;
      return { $set: { state: 'failed', error }, $inc: { attempts }, $unset: { holder: 1, dueAt: 1 } };
    }
    default:
      return outcome satisfies never;
  }
}
