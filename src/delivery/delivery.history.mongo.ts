import { idsSince, type Stretch } from '../ids';
import type { DeliveryDocument } from '../persistence/collections/delivery.collection';
import type { MongoDatabase } from '../persistence/mongo.database';
import { eraseOldest } from '../persistence/mongo.erasing';
import type { Delivery, DeliveryState } from './delivery';
import { toDelivery } from './delivery.document';
import { DeliveryHistory, type Course, type Page, type Search } from './delivery.history';

/** Of millions, what is not needed costs more than what is. */
const fields = ['state', 'error', 'requestedAt', 'deadlineAt', 'sentAt', 'deleteAt', 'deletedAt'];

export class MongoDeliveryHistory extends DeliveryHistory {
  constructor(private readonly database: MongoDatabase) {
    super();
  }

  async list({ state, chatId, verificationId }: Search, { before, limit }: Page): Promise<Delivery[]> {
    const { trusted, collections } = this.database;
    const which = {
      ...(state !== undefined && this.isIn(state)),
      ...(chatId !== undefined && { chatId }),
      ...(verificationId !== undefined && { verificationId }),
      ...(before !== undefined && { _id: trusted({ $lt: before }) }),
    };
    const found = await this.database.run(() =>
      collections.deliveries.find(which).sort({ _id: -1 }).limit(limit).lean<DeliveryDocument[]>(),
    );
    return found.map((document) => toDelivery(collections.deliveries, document));
  }

  async read({ after, end, limit }: Stretch): Promise<Course[]> {
    const { trusted, collections } = this.database;
    const between = { _id: trusted({ $gt: after, $lt: end }) };
    const found = await this.database.run(() =>
      collections.deliveries.find(between, fields).sort({ _id: 1 }).limit(limit).lean<DeliveryDocument[]>(),
    );
    return found.map((document) => toDelivery(collections.deliveries, document));
  }

  eraseOver(before: Date, limit: number): Promise<number> {
    const { trusted, collections } = this.database;
    const isOver = { dueAt: trusted({ $exists: false }), deletedAt: trusted({ $not: { $gte: before } }) };
    const over = { isOver, among: { _id: trusted({ $lt: idsSince(before) }) } };
    return eraseOldest(this.database, collections.deliveries, over, limit);
  }

  /** What is not over yet has a due time: few, whatever the history, and they have an index. */
  private isIn(state: DeliveryState): object {
    if (state === 'failed' || state === 'deleted') return { state };
    const { trusted } = this.database;
    return { state, botId: trusted({ $gt: 0 }), dueAt: trusted({ $exists: true }) };
  }
}
