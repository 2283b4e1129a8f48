type Job = { work: () => unknown; resolve: (value: never) => void; reject: (error: unknown) => void };

/** What a batch runs in: `begin`, then each piece of work, then `commit`. */
export type Transactions = Readonly<{
  begin(): void;
  commit(): void;
  /** Must not throw: SQLite may have rolled back by itself (a full disk), or the file may be closed. */
  rollback(): void;
  /** False if the error spoils the whole transaction and not only the statement that met it. */
  isOfStatement(error: unknown): boolean;
}>;

/**
 * Commits the writes of one turn of the event loop in one transaction, so that 50 requests at a time share one
 * `fsync`. A single write does not wait for others.
 */
export class GroupCommit {
  private waiting: Job[] = [];

  constructor(private readonly transactions: Transactions) {}

  /** Resolves once `work` is on the disk. Its statements stand or fall one by one; work with several must not fail midway. */
  write<T>(work: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.waiting.length === 0) setImmediate(() => this.flush());
      this.waiting.push({ work, resolve, reject });
    });
  }

  /** Commits what waits, now. */
  flush(): void {
    const jobs = this.waiting;
    this.waiting = [];
    if (jobs.length === 0) return;
    try {
      const settlements = this.runAll(jobs);
      for (const settle of settlements) settle();
    } catch (error) {
      for (const job of jobs) job.reject(error);
      this.transactions.rollback();
    }
  }

  private runAll(jobs: readonly Job[]): (() => void)[] {
    this.transactions.begin();
    const settlements = jobs.map((job) => this.run(job));
    this.transactions.commit();
    return settlements;
  }

  private run({ work, resolve, reject }: Job): () => void {
    try {
      const result = work() as never;
      return () => resolve(result);
    } catch (error) {
      if (!this.transactions.isOfStatement(error)) throw error;
      return () => reject(error);
    }
  }
}
