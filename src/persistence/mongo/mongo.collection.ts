import { Schema, SchemaFactory } from '@nestjs/mongoose';
import { Schema as MongooseSchema } from 'mongoose';

// An empty string is a value, for example of an unknown browser.
MongooseSchema.Types.String.checkRequired((value) => typeof value === 'string');

const QUERIES = [
  ...(['find', 'findOne', 'findOneAndUpdate', 'updateOne', 'updateMany', 'deleteOne', 'deleteMany'] as const),
  'countDocuments' as const,
];

/** The documents of a collection, and the indexes that find them. */
export type Collection<T> = Readonly<{ name: string; schema: MongooseSchema<T> }>;

/**
 * A document holds a record as it is, with its `id` as `_id`, and omits absent fields. Strict: a field that the class
 * does not name is refused, in writes and in queries. Indexes are created by migrations only, never on first use.
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

/** The fields of a record, or of any member of a union, that the document lacks. A document has an id of its own. */
type Lacking<Held, T, Id> = Exclude<Held extends unknown ? keyof Held : never, keyof T | Id>;

/**
 * @template Held the record that a document holds: a field of it that the document lacks does not compile
 * @param indexes in addition to the one on `_id`, each with its reason beside it
 */
export function collection<T, Held = never, Id extends PropertyKey = 'id'>(
  name: string,
  documents: [Lacking<Held, T, Id>] extends [never] ? new () => T : Lacking<Held, T, Id>,
  ...indexes: readonly Index<T>[]
): Collection<T> {
  const schema = SchemaFactory.createForClass(documents as new () => T) as MongooseSchema<T>;
  // The driver drops undefined values, and what is left of such a filter may match any document.
  schema.pre(QUERIES, function () {
    if (Object.values(this.getFilter()).includes(undefined)) throw new TypeError(`A filter of ${name} lacks a value`);
  });
  for (const { fields, only, ...options } of indexes)
    schema.index(fields as Record<string, 1>, { ...options, ...(only && { partialFilterExpression: only }) });
  return { name, schema };
}
