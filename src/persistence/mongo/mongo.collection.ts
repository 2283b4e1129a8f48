import { Schema, SchemaFactory } from '@nestjs/mongoose';
import { Schema as MongooseSchema } from 'mongoose';

// An empty string is a value: of an unknown browser, say.
MongooseSchema.Types.String.checkRequired((value) => typeof value === 'string');

const QUERIES = [
  ...(['find', 'findOne', 'findOneAndUpdate', 'updateOne', 'updateMany', 'deleteOne', 'deleteMany'] as const),
  'countDocuments' as const,
];

/** A collection's documents, and by which indexes they are found. */
export type Collection<T> = Readonly<{ name: string; schema: MongooseSchema<T> }>;

/**
 * A document holds a record as it is, its `id` as `_id`, and leaves out what is absent. Strict: a field that the class does
 * not name is refused, whether it is written or asked for. Indexes are made by the migration alone, not by who comes first.
 */
export const Documents = (): ClassDecorator =>
  Schema({
    strict: 'throw',
    strictQuery: 'throw',
    versionKey: false,
    id: false,
    _id: false,
    minimize: false,
    autoIndex: false,
    autoCreate: false,
    bufferCommands: false,
  });

type Field<T> = (keyof T & string) | `${keyof T & string}.${string}`;
type Index<T> = Readonly<{ fields: { [K in Field<T>]?: 1 }; unique?: true; sparse?: true; only?: object }>;

/** What a document lacks of a record; of a union, what any of it has. The record's id is the document's own. */
type Lacking<Held, T, Id> = Exclude<Held extends unknown ? keyof Held : never, keyof T | Id>;

/**
 * @template Held the record that a document is of: one of its fields that the document lacks does not compile
 * @param indexes beside the one on `_id`; the reason for each stands beside it
 */
export function collection<T, Held = never, Id extends PropertyKey = 'id'>(
  name: string,
  documents: [Lacking<Held, T, Id>] extends [never] ? new () => T : Lacking<Held, T, Id>,
  ...indexes: readonly Index<T>[]
): Collection<T> {
  const schema = SchemaFactory.createForClass(documents as new () => T) as MongooseSchema<T>;
  // The driver leaves out what is undefined, and what is left of such a filter finds any document.
  schema.pre(QUERIES, function () {
    if (Object.values(this.getFilter()).includes(undefined)) throw new TypeError(`A filter of ${name} lacks a value`);
  });
  for (const { fields, only, ...options } of indexes)
    schema.index(fields as Record<string, 1>, { ...options, ...(only && { partialFilterExpression: only }) });
  return { name, schema };
}
