/** The open store, on which repositories are built. `/health/ready` asks it whether a write would be durable. */
export abstract class Database {
  /** Which store it is: the adapters of the others do not fit it. */
  abstract readonly store: 'sqlite' | 'mongo';

  /** The latest time recorded before this start; absent in an empty store. */
  abstract readonly newestAtStart?: Date;

  /** Commits a tiny durable write. @throws AppError `storage_unavailable` */
  abstract probe(): Promise<void>;

  /**
   * Runs steps that write in sequence: with SQLite in one transaction, so that there is only one commit to wait for;
   * with MongoDB write by write. Resolves once everything is durable; what was written before an error is kept. After
   * steps wait for anything but the store, each write is made by itself. Visible effects (a message) come last.
   * @throws AppError `storage_unavailable`, and what `steps` throws
   */
  abstract together<T>(steps: () => Promise<T>): Promise<T>;

  /**
   * Undefined if everything written is durable; else the end of the transaction that `together` has open. Responses
   * wait for it: their request may have gone on inside that transaction, after a wait shared with another's steps.
   */
  abstract written(): Promise<void> | undefined;
  abstract close(): Promise<void>;
}

/** The store cannot be used, and waiting for it would not help: the start is refused with this message. */
export class DatabaseRefused extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'DatabaseRefused';
    // The message is enough for an operator, who has not read our code.
    this.stack = `${this.name}: ${message}`;
  }
}
