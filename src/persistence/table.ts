/** What SQLite holds in a column; a time is in milliseconds since 1970, an absent value is NULL. */
export type SqlValue = string | number | null | Uint8Array;
export type Row = Readonly<Record<string, SqlValue>>;

/** How a field of a record is stored: its column, and the conversion of its value in both directions. */
export type Field<T> = Readonly<{ column: string; encode: (value: T) => SqlValue; decode: (held: never) => T }>;

/** A part of a record that is itself a record; each of its fields has a column in the same table. */
export type Group<T> = Readonly<{ parts: Fields<T> }>;

/** Every field of a record: a forgotten one does not compile. For a union, the fields that all members share. */
type Fields<T> = FieldsOf<T, keyof T>;
type FieldsOf<T, Keys extends keyof T> = { readonly [K in Keys]-?: Field<T[K]> | Group<NonNullable<T[K]>> };

type Column = Field<unknown> & Readonly<{ field: string; part?: string }>;

/** Where the records of one kind are stored, and the SQL for them. */
export type Table<T> = Readonly<{
  /** `INSERT INTO … (…) VALUES (:…)`, each parameter named after its column. */
  insert: string;
  /** The same with `REPLACE`: takes the place of the row with this key. */
  replace: string;
  /** `UPDATE … SET …` of every known column, without a condition: a newer version's columns are left as they are. */
  update: string;
  /** `SELECT … FROM …`, and nothing more. */
  select: string;
  /** The columns for `RETURNING`. */
  columns: string;
  toRow: (record: T) => Row;
  fromRow: (row: Row) => T;
}>;

export function table<T extends object>(name: string, fields: Fields<T>): Table<T> {
  const all = Object.entries<Field<unknown> | Group<object>>(fields as never).flatMap(columnsOf);
  const names = all.map(({ column }) => column);
  const columns = names.join(', ');
  const values = `${name} (${columns}) VALUES (${names.map((column) => `:${column}`).join(', ')})`;
  return {
    insert: `INSERT INTO ${values}`,
    replace: `REPLACE INTO ${values}`,
    update: `UPDATE ${name} SET ${names.map((column) => `${column} = :${column}`).join(', ')}`,
    select: `SELECT ${columns} FROM ${name}`,
    columns,
    toRow: (record) => {
      const row: Record<string, SqlValue> = {};
      for (const { column, encode, field, part } of all) {
        const value = record[field as keyof T];
        row[column] = encode(part === undefined ? value : (value as Record<string, unknown>)[part]);
      }
      return row;
    },
    fromRow: (row) => {
      const record: Record<string, unknown> = {};
      for (const { column, decode, field, part } of all) {
        const value = decode(row[column] as never);
        if (part === undefined) record[field] = value;
        else ((record[field] ??= {}) as Record<string, unknown>)[part] = value;
      }
      return record as T;
    },
  };
}

function columnsOf([field, kept]: [string, Field<unknown> | Group<object>]): Column[] {
  if (!('parts' in kept)) return [{ field, ...kept }];
  return Object.entries<Field<unknown>>(kept.parts as never).map(([part, of]) => ({ field, part, ...of }));
}

export const group = <T>(parts: Fields<T>): Group<T> => ({ parts });

/** Text, or one of a few fixed words. */
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

/** An absent value is stored as NULL. */
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

/** A list of words without spaces. */
export const words = <T extends string>(column: string): Field<readonly T[]> => ({
  column,
  encode: (list) => list.join(' '),
  decode: (held: string) => (held === '' ? [] : (held.split(' ') as T[])),
});
