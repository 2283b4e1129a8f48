import { randomId } from '../../ids';
import type { MongoDatabase } from '../../persistence/mongo/mongo.database';
import { HandledUpdateRepository, type Taking } from './handled-update.repository';

const LONG_AGO = new Date(0);

export class MongoHandledUpdateRepository extends HandledUpdateRepository {
  constructor(private readonly database: MongoDatabase) {
    super();
  }

  /** If the answer to our insert was lost, our own mark in the document shows that this call took the update. */
  async take(botId: number, updateId: number, now: Date, busyUntil: Date): Promise<Taking> {
    const _id = keyOf(botId, updateId);
    const mark = randomId();
    if (await this.database.insert(this.model, { _id, busyUntil, takenAt: now, mark })) return 'taken';
    const interrupted = { _id, busyUntil: this.database.trusted({ $lte: now }) };
    if (await this.database.change(this.model, interrupted, { $set: { busyUntil, takenAt: now } })) return 'taken';
    const found = await this.database.run(() => this.model.findOne({ _id }).lean());
    if (found?.mark === mark) return 'taken';
    return found && !found.busyUntil ? 'handled' : 'busy';
  }

  async finish(botId: number, updateId: number): Promise<void> {
    await this.database.change(this.model, { _id: keyOf(botId, updateId) }, { $unset: { busyUntil: 1 } });
  }

  async giveBack(botId: number, updateId: number): Promise<void> {
    const inHand = { _id: keyOf(botId, updateId), busyUntil: this.database.trusted({ $exists: true }) };
    await this.database.change(this.model, inHand, { $set: { busyUntil: LONG_AGO } });
  }

  async purge(before: Date): Promise<void> {
    await this.database.run(() => this.model.deleteMany({ takenAt: this.database.trusted({ $lt: before }) }));
  }

  private get model() {
    return this.database.collections.handledUpdates;
  }
}

const keyOf = (botId: number, updateId: number): string => `${botId}:${updateId}`;
