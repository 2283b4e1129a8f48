/** The open store. Repositories are built on it; `/health/ready` asks it whether a write would last. */
export abstract class Database {
  /** The newest moment that was written down before this start; absent in an empty store. */
  abstract readonly newestAtStart?: Date;

  /** Commits a tiny durable write. @throws AppError `storage_unavailable` */
  abstract probe(): Promise<void>;

  /**
   * Runs steps that write one after the other: with SQLite in one transaction, so that they are waited for once, with MongoDB
   * each by itself, in their order. Resolves once all is durable; what was written before an error is kept. Steps that wait
   * for anything but the store are written one by one from there on. What is seen outside (a message) comes after all.
   * @throws AppError `storage_unavailable`, and what `steps` throws
   */
  abstract together<T>(steps: () => Promise<T>): Promise<T>;

  /**
   * Undefined where all that was written is durable; else the end of the transaction that `together` has open now. An answer
   * waits for it: its request may have gone on inside that transaction, after a wait that it shares with another's steps.
   */
  abstract written(): Promise<void> | undefined;
  abstract close(): Promise<void>;
}

/** The store cannot be used, and waiting for it would not help: the start is refused with this sentence. */
export class DatabaseRefused extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'DatabaseRefused';
    // The sentence says it all, to an operator who has not read our code.
    this.stack = `${this.name}: ${message}`;
  }
}
