import type { Kind } from './kind';

/** How many records are read, and written, at a time. */
export const AT_ONCE = 500;

/** All records of a store, kind by kind, as the modules that own them see them. */
export abstract class Records {
  abstract count(kind: Kind): Promise<number>;
  /** All records but the first `skipped`, in the order of their keys, at most `AT_ONCE` at a time. */
  abstract read(kind: Kind, skipped?: number): AsyncGenerator<readonly object[]>;
  /** Writes them in order, before any later ones: a process that ends midway leaves the first few, without gaps. */
  abstract append(kind: Kind, records: readonly object[]): Promise<void>;
}
