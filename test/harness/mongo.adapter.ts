import { mongo, type Model } from 'mongoose';
import type { MongoDatabase } from '../../src/persistence/mongo/mongo.database';

/** A newer version, which runs beside this one, has been at every record: it added a field that this one does not know. */
export async function addFieldsOfNewerVersion({ collections }: MongoDatabase): Promise<void> {
  for (const { collection } of Object.values(collections))
    await collection.updateMany({}, { $set: { addedLater: 'by a newer version' } });
}

/** How many records still have what `addFieldsOfNewerVersion` added. */
export function countFieldsOfNewerVersion<T>({ collection }: Model<T>): Promise<number> {
  return collection.countDocuments({ addedLater: 'by a newer version' });
}

/** What JSON can put in the place of a text or a number; as an operator, each would fit somebody else's record. */
const forgeries: readonly object[] = [
  { $ne: '' },
  { $ne: 0 },
  { $gt: '' },
  { $gt: 0 },
  { $exists: true },
  { $regex: '.' },
  { $nin: [''] },
  { $not: { $eq: '' } },
];

/** Whatever `search` finds with a forged argument; a search that refuses it has found nothing. */
export async function foundByForgery(search: (forged: never) => Promise<unknown>): Promise<unknown[]> {
  const found = await Promise.all(forgeries.map((forged) => search(forged as never).catch(() => undefined)));
  return found.filter((each) => each !== undefined);
}

/** The next insertion is carried out, and nobody is told. */
export function loseAnswerToInsert<T>(model: Model<T>): void {
  const insertOne = model.insertOne.bind(model) as (document: never) => Promise<unknown>;
  jest.spyOn(model, 'insertOne').mockImplementationOnce((async (document: never) => {
    await insertOne(document);
    throw new mongo.MongoNetworkError('the connection was lost before the answer');
  }) as never);
}
