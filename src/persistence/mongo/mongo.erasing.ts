import type { Model } from 'mongoose';
import type { MongoDatabase } from './mongo.database';

type Over = Readonly<{
  /** True of each when it is erased, too: it may be changed in between. */
  isOver: object;
  /** By which index, and how far, the oldest are looked up; absent where what is over has an index of its own. */
  among?: object;
  /** What tells the oldest. */
  by?: string;
}>;

/** Looked up by an index and then erased, each one only if it is still so. @returns how many were, `limit` at most */
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
