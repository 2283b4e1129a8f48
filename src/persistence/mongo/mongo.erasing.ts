import type { Model } from 'mongoose';
import type { MongoDatabase } from './mongo.database';

type Over = Readonly<{
  /** What a document must match, also when it is erased: it may have changed since it was found. */
  isOver: object;
  /** Restricts the lookup of the oldest to part of an index; absent if `isOver` has an index of its own. */
  among?: object;
  /** The field that sorts by age. */
  by?: string;
}>;

/** Finds the oldest by an index, then erases those that still match. @returns how many were erased, `limit` at most */
export async function eraseOldest<T>(
  database: MongoDatabase,
  model: Model<T>,
  { isOver, among, by = '_id' }: Over,
  limit: number,
): Promise<number> {
  const old = { ...isOver, ...among } as never;
  const found = await database.run(() =>
    model
      .find(old, { _id: 1 })
      .sort({ [by]: 1 })
      .limit(limit)
      .lean<{ _id: string }[]>(),
  );
  const ids = database.trusted({ $in: found.map(({ _id }) => _id) });
  const { deletedCount } = await database.run(() => model.deleteMany({ ...isOver, _id: ids } as never));
  return deletedCount;
}
