import { isDeepStrictEqual } from 'node:util';
import { paged } from '../../paging';
import type { SessionDocument } from './session.collection';
import type { MongoDatabase } from '../../persistence/mongo/mongo.database';
import { eraseOldest } from '../../persistence/mongo/mongo.erasing';
import { toSession, toSessionDocument } from './session.mapping';
import { SessionRepository } from './session.repository';
import type { Changed, Rotation, SessionPage, SessionRecord } from './session.repository';

export class MongoSessionRepository extends SessionRepository {
  constructor(private readonly database: MongoDatabase) {
    super();
  }

  /** A session that already exists with the same content is ours: it was written, and the answer was lost. */
  async insert(session: SessionRecord): Promise<boolean> {
    if (await this.database.insert(this.model, toSessionDocument(session))) return true;
    const found: Partial<SessionRecord> = (await this.find(session.id)) ?? {};
    return Object.entries(session).every(([field, value]) =>
      isDeepStrictEqual(found[field as keyof SessionRecord], value),
    );
  }

  async find(id: string): Promise<SessionRecord | undefined> {
    const found = await this.database.run(() => this.model.findOne({ _id: id }).lean());
    return found ? this.read(found) : undefined;
  }

  list(userId: string, page: SessionPage): Promise<SessionRecord[]> {
    return this.listBy({ userId }, page);
  }

  listLiving(userId: string, now: Date, page: SessionPage): Promise<SessionRecord[]> {
    return this.listBy({ userId, ...this.living(now) }, page);
  }

  async rotate(id: string, { from, to, client, usedAt, ...rest }: Rotation): Promise<SessionRecord | undefined> {
    const { address, browser, system } = client;
    const usedTokens = JSON.stringify(rest.usedTokens);
    const times = { usedAt, expiresAt: rest.expiresAt };
    const change = { $set: { tokenHash: to, usedTokens, ...times, address, browser, system } };
    const current = { _id: id, tokenHash: from, ...this.living(usedAt) };
    const rotated = await this.database.change(this.model, current, change);
    return rotated && this.read(rotated);
  }

  async prolong(id: string, usedAt: Date, expiresAt: Date): Promise<void> {
    const living = { _id: id, ...this.living(usedAt) };
    await this.database.run(() => this.model.updateOne(living, { $set: { usedAt, expiresAt } }));
  }

  async use(id: string): Promise<void> {
    await this.database.run(() => this.model.updateOne({ _id: id }, { $unset: { isUnused: 1 } }));
  }

  async attachApps(id: string): Promise<void> {
    await this.database.run(() => this.model.updateOne({ _id: id }, { $set: { hasApps: true } }));
  }

  async listOverWithApps(now: Date, limit: number): Promise<SessionRecord[]> {
    const isOver = { hasApps: true, expiresAt: this.database.trusted({ $lte: now }) };
    const found = await this.database.run(() => this.model.find(isOver).sort({ expiresAt: 1 }).limit(limit).lean());
    return found.map((document) => this.read(document));
  }

  async detachApps(id: string): Promise<void> {
    await this.database.run(() => this.model.updateOne({ _id: id }, { $unset: { hasApps: 1 } }));
  }

  async keepChanged(id: string, changed: Changed): Promise<void> {
    await this.database.run(() => this.model.updateOne({ _id: id }, { $set: { changed: JSON.stringify(changed) } }));
  }

  async end(id: string, now: Date): Promise<boolean> {
    const living = { _id: id, ...this.living(now) };
    return (await this.database.change(this.model, living, { $set: { endedAt: now, expiresAt: now } })) !== undefined;
  }

  /** One by one: if the answer to one change of many were lost, nothing would tell how many sessions it ended. */
  async endAll(userId: string, now: Date, exceptId?: string): Promise<number> {
    const living = paged<SessionRecord>((last, limit) => this.listLiving(userId, now, { before: last?.id, limit }));
    let ended = 0;
    for await (const { id } of living) if (id !== exceptId && (await this.end(id, now))) ended++;
    return ended;
  }

  eraseOver(before: Date, limit: number): Promise<number> {
    const isOver = { expiresAt: this.database.trusted({ $lt: before }) };
    return eraseOldest(this.database, this.model, { isOver, by: 'expiresAt' }, limit);
  }

  private async listBy(which: object, { before, limit }: SessionPage): Promise<SessionRecord[]> {
    const older = before === undefined ? which : { ...which, _id: this.database.trusted({ $lt: before }) };
    const found = await this.database.run(() => this.model.find(older).sort({ _id: -1 }).limit(limit).lean());
    return found.map((document) => this.read(document));
  }

  private get model() {
    return this.database.collections.sessions;
  }

  private living(now: Date) {
    return { expiresAt: this.database.trusted({ $gt: now }), endedAt: this.database.trusted({ $exists: false }) };
  }

  private read(document: SessionDocument): SessionRecord {
    return toSession(this.model, document);
  }
}
