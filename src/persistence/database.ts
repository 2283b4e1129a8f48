/** The open store. Repositories are built on it; `/health/ready` asks it whether a write would last. */
export abstract class Database {
  /** The newest moment that was written down before this start; absent in an empty store. */
  abstract readonly newestAtStart?: Date;

  /** Commits a tiny durable write. @throws AppError `storage_unavailable` */
  abstract probe(): Promise<void>;

  /**
   * Runs steps that write one after the other: with SQLite in one transaction, so that they are waited for once, with MongoDB
   * each by itself, in their order. Resolves once all is durable; what was written before an error is kept. Nothing in it
   * waits for anything but the store, and what is seen outside (a message, an answer) comes after it.
   * @throws AppError `storage_unavailable`, and what `steps` throws
   */
  abstract together<T>(steps: () => Promise<T>): Promise<T>;
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
