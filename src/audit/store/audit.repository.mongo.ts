import { randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '../../errors';
import type { AuditDocument } from './audit.collection';
import type { MongoDatabase } from '../../persistence/mongo/mongo.database';
import { Batches } from '../audit.batches';
import { toDocument, toEntry } from './audit.mapping';
import { actorKinds, GENESIS, isSame, seal, type Draft, type Entry, type Link } from '../audit.entry';
import {
  AuditRepository,
  MOST_APART_MS,
  SAID_AMONG,
  type Page,
  type Part,
  type Period,
  type Search,
} from './audit.repository';

const MOST_AT_ONCE = 500;
const MAX_TRIES = 100;
const MAX_UNKNOWN = 3;
const RETRY_AFTER_SECONDS = 5;
const PAUSE_MS = 20;
const HEAD_ID = 'audit';

type Piece = Readonly<{ draft: Draft; unlessSince?: Date }>;

/**
 * Instances meet at the end of the chain: each entry takes the next number, and a number can be taken once. An instance
 * that comes too late continues from the new end. The end is read with majority read concern: what a step-down rolls
 * back would leave a gap.
 */
export class MongoAuditRepository extends AuditRepository {
  private readonly batches = new Batches<Piece>((pieces) => this.appendAll(pieces), MOST_AT_ONCE);

  constructor(private readonly database: MongoDatabase) {
    super();
  }

  append(draft: Draft, unlessSince?: Date): Promise<void> {
    return this.batches.add({ draft, unlessSince });
  }

  async list({ action, actor, subject, ...period }: Search, { before, limit }: Page): Promise<Entry[]> {
    const { trusted } = this.database;
    const which = {
      ...(action && { action }),
      // The index is divided by kind of actor, so every kind is named.
      ...(action && !actor && { actorKind: trusted({ $in: [...actorKinds] }) }),
      ...(actor && { actorKind: actor.kind }),
      ...(actor?.id !== undefined && { actorId: actor.id }),
      ...(subject && { subjectKind: subject.kind, subjectId: subject.id }),
      ...this.during(period, before?.at),
      // Of the entries with the very time of `before`, only those that precede it.
      ...(before && { $or: [{ at: trusted({ $lt: before.at }) }, { _id: trusted({ $lt: before.seq }) }] }),
    };
    const found = await this.database.run(() =>
      this.model.find(which).sort({ at: -1, _id: -1 }).limit(limit).lean<AuditDocument[]>(),
    );
    return found.map(toEntry);
  }

  async read(seq: number, limit: number): Promise<Entry[]> {
    const behind = { _id: this.database.trusted({ $gt: seq }) };
    const found = await this.database.run(() =>
      this.model.find(behind).sort({ _id: 1 }).limit(limit).lean<AuditDocument[]>(),
    );
    return found.map(toEntry);
  }

  async partOf(period: Period): Promise<Part | undefined> {
    const [earliest, latest] = await Promise.all([this.end(period, 'at', 1), this.end(period, 'at', -1)]);
    if (!earliest || !latest) return undefined;
    const beginning = { from: earliest.at, to: earlier(new Date(earliest.at.getTime() + MOST_APART_MS), period.to) };
    const ending = { from: later(new Date(latest.at.getTime() - MOST_APART_MS), period.from), to: period.to };
    const [head, first, last] = await Promise.all([
      this.head(),
      this.end(beginning, '_id', 1),
      this.end(ending, '_id', -1),
    ]);
    const part = first && last && { from: Math.max(first._id, head.seq + 1), to: last._id };
    return part && part.from <= part.to ? part : undefined;
  }

  async head(): Promise<Link> {
    const found = await this.database.run(() => this.heads.findOne({ _id: HEAD_ID }).lean());
    return found ? { seq: found.seq, hash: found.hash } : GENESIS;
  }

  /** The head moves first: what a crash leaves before it is no longer part of the chain, and the next run erases it. */
  async eraseBefore(before: Date, limit: number): Promise<number> {
    const head = await this.head();
    await this.eraseUpTo(head.seq);
    // The newest entry stays, whatever its age: the next one links to it.
    const oldest = (await this.read(head.seq, limit + 1)).slice(0, -1);
    const last = oldest.findLast(({ at }) => at < before);
    if (!last) return 0;
    await this.moveHead(last);
    await this.eraseUpTo(last.seq);
    return last.seq - head.seq;
  }

  private get model() {
    return this.database.collections.audit;
  }

  private get heads() {
    return this.database.collections.auditHeads;
  }

  private async appendAll(pieces: readonly Piece[]): Promise<void> {
    let left = pieces;
    for (let tries = 1, unknown = 0; tries <= MAX_TRIES && unknown < MAX_UNKNOWN; tries++) {
      const tail = await this.tail();
      // Checked after the end was read: an entry added since then takes the number that this one would get.
      left = await this.unsaid(left);
      if (left.length === 0) return;
      const entries = chainOf(
        left.map(({ draft }) => draft),
        tail,
      );
      const outcome = await this.database.insertInOrder(this.model, entries.map(toDocument));
      if (outcome === 'written') return;
      if (outcome === 'unknown') unknown++;
      const written = await this.idsFrom(tail.seq + 1, entries.length);
      left = left.filter(({ draft }) => !written.has(draft.id));
      if (left.length === 0) return;
      await pause(randomInt(PAUSE_MS));
    }
    const cause = new Error('the audit could not be continued: no answer, or others were always first');
    throw new AppError('storage_unavailable', { retryAfterSeconds: RETRY_AFTER_SECONDS, cause });
  }

  private async unsaid(pieces: readonly Piece[]): Promise<readonly Piece[]> {
    const left: Piece[] = [];
    for (const piece of pieces) if (!(await this.isSaid(piece, left))) left.push(piece);
    return left;
  }

  private async isSaid({ draft, unlessSince: from }: Piece, before: readonly Piece[]): Promise<boolean> {
    if (!from) return false;
    const { action, subject } = draft;
    const found = await this.list({ action, subject, from }, { limit: SAID_AMONG });
    return [...found, ...before.map((piece) => piece.draft)].some((other) => isSame(other, draft));
  }

  private async tail(): Promise<Link> {
    const last = await this.database.run(() => this.model.findOne().sort({ _id: -1 }).readConcern('majority').lean());
    return last ? { seq: last._id, hash: last.hash } : GENESIS;
  }

  /** Ids of the entries with those numbers. A missing one cannot arrive later: its number would be taken by then. */
  private async idsFrom(seq: number, count: number): Promise<ReadonlySet<string>> {
    const numbers = this.database.trusted({ $gte: seq, $lt: seq + count });
    const found = await this.database.run(() => this.model.find({ _id: numbers }).readConcern('majority').lean());
    return new Set(found.map(({ entryId }) => entryId));
  }

  private async moveHead({ seq, hash }: Link): Promise<void> {
    const isNew = await this.database.insert(this.heads, { _id: HEAD_ID, seq, hash });
    const older = { _id: HEAD_ID, seq: this.database.trusted({ $lt: seq }) };
    if (!isNew) await this.database.run(() => this.heads.updateOne(older, { $set: { seq, hash } }));
  }

  private async eraseUpTo(seq: number): Promise<void> {
    await this.database.run(() => this.model.deleteMany({ _id: this.database.trusted({ $lte: seq }) }));
  }

  private end(period: Period, by: 'at' | '_id', direction: 1 | -1): Promise<Pick<AuditDocument, '_id' | 'at'> | null> {
    const which = this.during(period);
    return this.database.run(() =>
      this.model
        .findOne(which, { at: 1 })
        .sort({ [by]: direction })
        .lean(),
    );
  }

  private during({ from, to }: Period, until?: Date): object {
    const bounds = { ...(from && { $gte: from }), ...(to && { $lt: to }), ...(until && { $lte: until }) };
    return Object.keys(bounds).length > 0 ? { at: this.database.trusted(bounds) } : {};
  }
}

const earlier = (one: Date, other = one): Date => (one < other ? one : other);
const later = (one: Date, other = one): Date => (one > other ? one : other);

/** Each links to the one before it, the first to `tail`. */
function chainOf(drafts: readonly Draft[], tail: Link): Entry[] {
  const entries: Entry[] = [];
  for (const draft of drafts) entries.push(seal(draft, entries.at(-1) ?? tail));
  return entries;
}
