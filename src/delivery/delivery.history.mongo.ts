import { idsSince } from '../ids';
import type { DeliveryDocument } from '../persistence/collections/delivery.collection';
import type { MongoDatabase } from '../persistence/mongo.database';
import type { Delivery, DeliveryState } from './delivery';
import { toDelivery } from './delivery.document';
import { DeliveryHistory, type Page, type Search } from './delivery.history';

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

  /** Looked up and then erased: what is over does not begin again. */
  async eraseOver(before: Date, limit: number): Promise<number> {
    const { trusted, collections } = this.database;
    const isOver = { dueAt: trusted({ $exists: false }), deletedAt: trusted({ $not: { $gte: before } }) };
    const old = { ...isOver, _id: trusted({ $lt: idsSince(before) }) };
    const found = await this.database.run(() =>
      collections.deliveries.find(old, { _id: 1 }).sort({ _id: 1 }).limit(limit).lean(),
    );
    const ids = trusted({ $in: found.map(({ _id }) => _id) });
    const { deletedCount } = await this.database.run(() => collections.deliveries.deleteMany({ ...isOver, _id: ids }));
    return deletedCount;
  }

  /** What is not over yet has a due time: few, whatever the history, and they have an index. */
  private isIn(state: DeliveryState): object {
    if (state === 'failed' || state === 'deleted') return { state };
    const { trusted } = this.database;
    return { state, botId: trusted({ $gt: 0 }), dueAt: trusted({ $exists: true }) };
  }
}
