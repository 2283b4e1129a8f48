/** The open store. Repositories are built on it; `/health/ready` asks it whether a write would last. */
export abstract class Database {
  /** The newest moment that was written down before this start; absent in an empty store. */
  abstract readonly newestAtStart?: Date;

  /** Commits a tiny durable write. @throws AppError `storage_unavailable` */
  abstract probe(): Promise<void>;
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
