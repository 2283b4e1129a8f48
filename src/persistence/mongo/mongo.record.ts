type Document = { _id: string | number };
type Described = Readonly<{ schema: Readonly<{ paths: object }> }>;

/** Bookkeeping of the store, not part of the record. */
const OURS = ['_id', 'mark'];
const fields = new WeakMap<Described, readonly string[]>();

/** A record as its collection holds it. */
export const toDocument = <T extends { id: string }>({ id, ...rest }: T): Omit<T, 'id'> & { _id: string } => ({
  _id: id,
  ...rest,
});

/** The record that a document of `model` holds; fields that a newer version added are left out. */
export function toRecord<T>(model: Described, document: Document): T {
  const entries = fieldsOf(model).map((field) => [field, document[field as keyof Document]]);
  return { id: document._id, ...Object.fromEntries(entries) } as T;
}

function fieldsOf(model: Described): readonly string[] {
  const known = fields.get(model) ?? Object.keys(model.schema.paths).filter((path) => !OURS.includes(path));
  fields.set(model, known);
  return known;
}
