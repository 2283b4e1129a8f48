import type { MongoDatabase } from '../persistence/mongo/mongo.database';
import { toDocument, toRecord } from '../persistence/mongo/mongo.record';
import type { Table } from '../persistence/table';

type KindOf<T extends object, M, D> = Readonly<{
  /** The name of the table in SQLite. */
  name: string;
  /** The columns of the table's key, in whose order its rows are read. */
  key: readonly string[];
  table: Table<T>;
  collection: keyof MongoDatabase['collections'];
  /** Only documents that have, or lack, this field; absent if all documents of the collection are of this kind. */
  having?: string;
  lacking?: string;
  toDocument: (record: T) => object;
  toRecord: (model: M, document: D) => T;
}>;

/** Records that one table and one collection hold, each in its own form. */
export type Kind = KindOf<object, unknown, unknown>;

/** The types of a mapping are checked here for the last time. */
export const kind = <T extends object, M, D>(of: KindOf<T, M, D>): Kind => of as never;

/** A record that is stored as it is, under one id. */
export const plain = <T extends { id: string }>(name: string, collection: Kind['collection'], table: Table<T>): Kind =>
  kind({ ...named(name, collection), table, toDocument: toDocument<T>, toRecord: toRecord<T> });

export const named = (name: string, collection: Kind['collection'], ...key: readonly string[]) => ({
  ...{ name, collection },
  key: key.length > 0 ? key : ['id'],
});

/** For a document that can be read without its model. */
export const alone =
  <T, D>(read: (document: D) => T) =>
  (_: unknown, document: D): T =>
    read(document);
