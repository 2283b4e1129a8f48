import type { Kind } from './kind';

/** So many records are read, and written, at a time. */
export const AT_ONCE = 500;

/** All records of a store, kind by kind, as the rooms that own them see them. */
export abstract class Records {
  abstract count(kind: Kind): Promise<number>;
  /** All of them in the order of their keys but the first `skipped`; so many at a time that `AT_ONCE` are the most. */
  abstract read(kind: Kind, skipped?: number): AsyncGenerator<readonly object[]>;
  /** In this order, and all before the next ones: a process that ends amid it leaves the first so many. */
  abstract append(kind: Kind, records: readonly object[]): Promise<void>;
}
