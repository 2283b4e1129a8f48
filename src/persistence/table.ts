/** What SQLite holds in a column; a time is milliseconds since 1970, what is absent is NULL. */
export type SqlValue = string | number | null | Uint8Array;
export type Row = Readonly<Record<string, SqlValue>>;

/** How one field of a record is kept: the column, and its value on the way in and out. */
export type Field<T> = Readonly<{ column: string; encode: (value: T) => SqlValue; decode: (held: never) => T }>;

/** Every field of a record: one that is forgotten does not compile. */
type Fields<T> = { readonly [K in keyof Required<T>]: Field<T[K]> };

/** Where the records of one kind are kept, and what SQL needs to say of it. */
export type Table<T> = Readonly<{
  /** `INSERT INTO … (…) VALUES (:…)`, each parameter named as its column. */
  insert: string;
  /** The same with `REPLACE`: in the place of the row with this key. */
  replace: string;
  /** `SELECT … FROM …`, without more. */
  select: string;
  /** What `RETURNING` names. */
  columns: string;
  toRow: (record: T) => Row;
  fromRow: (row: Row) => T;
}>;

export function table<T extends object>(name: string, fields: Fields<T>): Table<T> {
  const all = Object.entries<Field<unknown>>(fields as never);
  const names = all.map(([, { column }]) => column);
  const columns = names.join(', ');
  const values = `${name} (${columns}) VALUES (${names.map((column) => `:${column}`).join(', ')})`;
  return {
    insert: `INSERT INTO ${values}`,
    replace: `REPLACE INTO ${values}`,
    select: `SELECT ${columns} FROM ${name}`,
    columns,
    toRow: (record) => {
      const row: Record<string, SqlValue> = {};
      for (const [field, { column, encode }] of all) row[column] = encode(record[field as keyof T]);
      return row;
    },
    fromRow: (row) => {
      const record: Record<string, unknown> = {};
      for (const [field, { column, decode }] of all) record[field] = decode(row[column] as never);
      return record as T;
    },
  };
}

/** A text, or one word of a few. */
export const text = <T extends string = string>(column: string): Field<T> => asIs(column);

export const integer = (column: string): Field<number> => asIs(column);

export const time = (column: string): Field<Date> => ({
  column,
  encode: (date) => date.getTime(),
  decode: (held: number) => new Date(held),
});

export const flag = (column: string): Field<boolean> => ({
  column,
  encode: Number,
  decode: (held: number) => held === 1,
});

export const json = <T>(column: string): Field<T> => ({
  column,
  encode: (value) => JSON.stringify(value),
  decode: (held: string) => JSON.parse(held) as T,
});

/** What may be absent is NULL then. */
export const optional = <T>({ column, encode, decode }: Field<T>): Field<T | undefined> => ({
  column,
  encode: (value) => (value === undefined ? null : encode(value)),
  decode: (held: SqlValue) => (held === null ? undefined : decode(held as never)),
});

const asIs = <T extends SqlValue>(column: string): Field<T> => ({
  column,
  encode: (value) => value,
  decode: (held: T) => held,
});

/** Words of which none has a space. */
export const words = <T extends string>(column: string): Field<readonly T[]> => ({
  column,
  encode: (list) => list.join(' '),
  decode: (held: string) => (held === '' ? [] : (held.split(' ') as T[])),
});
