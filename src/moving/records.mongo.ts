import type { Model } from 'mongoose';
import type { MongoDatabase } from '../persistence/mongo/mongo.database';
import type { Kind } from './kind';
import { AT_ONCE, Records } from './records';

type Stored = Readonly<{ _id: string | number }>;

export class MongoRecords extends Records {
  constructor(private readonly database: MongoDatabase) {
    super();
  }

  count(kind: Kind): Promise<number> {
    return this.database.run(() => this.modelOf(kind).countDocuments(this.among(kind) as never));
  }

  async *read(kind: Kind, skipped = 0): AsyncGenerator<readonly object[]> {
    const model = this.modelOf(kind);
    const find = (which: object, skip = 0) =>
      this.database.run(() =>
        model
          .find({ ...this.among(kind), ...which } as never)
          .sort({ _id: 1 })
          .skip(skip)
          .limit(AT_ONCE)
          .lean<Stored[]>(),
      );
    let documents = await find({}, skipped);
    for (let last = documents.at(-1); last; last = documents.at(-1)) {
      yield documents.map((document) => kind.toRecord(model, document));
      documents = await find({ _id: this.database.trusted({ $gt: last._id }) });
    }
  }

  async append(kind: Kind, records: readonly object[]): Promise<void> {
    const outcome = await this.database.insertInOrder(this.modelOf(kind), records.map(kind.toDocument));
    if (outcome === 'taken') throw new Error(`another process writes to ${kind.collection} of the target`);
    if (outcome === 'unknown') throw new Error('MongoDB did not say whether it took them: run the same command again');
  }

  private modelOf({ collection }: Kind): Model<Stored> {
    return this.database.collections[collection] as unknown as Model<Stored>;
  }

  private among({ having, lacking }: Kind): object {
    const is = (field: string | undefined, isThere: boolean) =>
      field !== undefined && { [field]: this.database.trusted({ $exists: isThere }) };
    return { ...is(having, true), ...is(lacking, false) };
  }
}
