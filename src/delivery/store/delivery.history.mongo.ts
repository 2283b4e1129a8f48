import { idsBetween, type Reading } from '../../paging';
import { idsSince, type Stretch } from '../../ids';
import type { DeliveryDocument } from './delivery.collection';
import type { MongoDatabase } from '../../persistence/mongo/mongo.database';
import { eraseOldest } from '../../persistence/mongo/mongo.erasing';
import type { Delivery, DeliveryKind, DeliveryState } from '../delivery';
import { KIND, toDelivery } from './delivery.mapping';
import { DeliveryHistory, type Course, type DeliveryCount } from './delivery.history';
import type { Search } from './delivery.history';

/** Only what is needed: over millions of rows, the other fields would cost more than these. */
const fields = [
  'kind',
  'verificationId',
  'state',
  'error',
  'requestedAt',
  'deadlineAt',
  'sentAt',
  'deleteAt',
  'deletedAt',
];

export class MongoDeliveryHistory extends DeliveryHistory {
  constructor(private readonly database: MongoDatabase) {
    super();
  }

  async list(search: Search, page: Reading): Promise<Delivery[]> {
    const { trusted, collections } = this.database;
    const { state, chatId, verificationId, botId, error, kind } = search;
    const { after, before } = idsBetween(search, page);
    const which = [
      { _id: trusted({ $gt: after, $lt: before }) },
      ...(state === undefined ? [] : [this.isIn(state)]),
      ...(chatId === undefined ? [] : [{ chatId }]),
      ...(verificationId === undefined ? [] : [{ verificationId }]),
      ...(botId === undefined ? [] : [{ botId }]),
      ...(error === undefined ? [] : [{ error }]),
      ...(kind === undefined ? [] : [this.isOf(kind)]),
    ];
    const found = await this.database.run(() =>
      collections.deliveries
        .find({ $and: which })
        .sort({ _id: page.isOldestFirst ? 1 : -1 })
        .limit(page.limit)
        .lean<DeliveryDocument[]>(),
    );
    return found.map((document) => toDelivery(collections.deliveries, document));
  }

  async count(from: Date, to: Date): Promise<DeliveryCount[]> {
    const between = { _id: { $gt: idsSince(from), $lt: idsSince(to) } };
    const found = await this.database.run(() =>
      this.database.collections.deliveries.aggregate<{ _id: Omit<DeliveryCount, 'count'>; count: number }>([
        { $match: { $and: [between, this.isOf('message')] } },
        { $group: { _id: { state: '$state', error: '$error', botId: '$botId' }, count: { $sum: 1 } } },
      ]),
    );
    return found.map(({ _id: { error, ...of }, count }) => ({ ...of, error: error ?? undefined, count }));
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

  private isOf(kind: DeliveryKind): object {
    const { trusted } = this.database;
    return trusted({ $expr: trusted({ $eq: [KIND, kind] }) });
  }

  /** Unfinished rows have a due time: they are few, however long the history, and have an index. */
  private isIn(state: DeliveryState): object {
    if (state === 'failed' || state === 'deleted') return { state };
    const { trusted } = this.database;
    return { state, botId: trusted({ $gt: 0 }), dueAt: trusted({ $exists: true }) };
  }
}
