type Told = Readonly<{ resolve: (value: never) => void; reject: (error: unknown) => void }>;
type Job = Told & Readonly<{ work: () => unknown }>;
type Story = Told & Readonly<{ steps: () => Promise<unknown> }>;

/** The transaction of a batch: `begin`, then each piece of work, then `commit`. */
export type Transactions = Readonly<{
  begin(): void;
  commit(): void;
  /** Must not throw: SQLite may have rolled back by itself (a full disk), or the file may be closed. */
  rollback(): void;
  /** False if the error spoils the whole transaction, not just the statement that raised it. */
  isOfStatement(error: unknown): boolean;
}>;

/** The most stories in one turn: together they hold up the event loop, each for a millisecond or two. */
const STORIES_AT_A_TIME = 16;

/** An open transaction: the promises that depend on its end, and what settles each of them if it commits. */
type Batch = { readonly members: Told[]; readonly settlements: (() => void)[]; fault?: Readonly<{ error: unknown }> };

/**
 * Commits the writes of one turn of the event loop in one transaction, so that 50 simultaneous requests share one
 * `fsync`. A single write does not wait for others. Writes that need each other's results share a commit as a story.
 */
export class GroupCommit {
  private jobs: Job[] = [];
  private readonly stories: Story[] = [];
  private isPlanned = false;
  /** Set while the stories of a turn are running. */
  private batch?: Batch;

  constructor(private readonly transactions: Transactions) {}

  /**
   * Resolves once `work` is on the disk; within a story as soon as it is done, because the story itself resolves only
   * once all of it is on the disk. Statements succeed or fail individually: work with several must not fail midway.
   */
  write<T>(work: () => T): Promise<T> {
    return this.batch ? this.writeAtOnce(this.batch, work) : this.writeLast(work);
  }

  /** Like `write`, but resolves only once it is on the disk even within a story, whose other writes come first. */
  writeLast<T>(work: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.plan();
      this.jobs.push({ work, resolve, reject });
    });
  }

  /**
   * Runs `steps`, whose writes share one commit, and resolves once they are on the disk. What was written before an
   * error is kept. Between `begin` and `commit` only promise callbacks run, so nothing else reads what may still be
   * rolled back: steps that wait for anything but this store go on after the commit, and then write one by one. Visible
   * effects come afterwards.
   */
  together<T>(steps: () => Promise<T>): Promise<T> {
    if (this.batch) return steps();
    return new Promise<T>((resolve, reject) => {
      this.plan();
      this.stories.push({ steps, resolve, reject });
    });
  }

  /** Whether stories are under way, whose writes resolve before their commit. */
  get isOpen(): boolean {
    return this.batch !== undefined;
  }

  /** Resolves once the open transaction is on the disk. */
  committed(): Promise<void> {
    const { batch } = this;
    if (!batch) return Promise.resolve();
    return new Promise<void>((resolve, reject) => {
      batch.members.push({ resolve, reject });
      batch.settlements.push(resolve);
    });
  }

  /** Commits pending work now. */
  flush(): void {
    this.begin();
    this.end();
  }

  /** Node runs consecutive immediates back to back, with only promise callbacks between them. */
  private plan(): void {
    if (this.isPlanned) return;
    this.isPlanned = true;
    setImmediate(() => this.begin());
    setImmediate(() => this.end());
  }

  private begin(): void {
    const { jobs } = this;
    const stories = this.stories.splice(0, STORIES_AT_A_TIME);
    [this.jobs, this.isPlanned] = [[], false];
    if (this.stories.length > 0) this.plan();
    if (jobs.length + stories.length === 0) return;
    const batch: Batch = { members: [...jobs, ...stories], settlements: [] };
    attempt(batch, () => this.transactions.begin());
    this.runAll(batch, jobs);
    if (stories.length === 0) return this.commit(batch);
    this.batch = batch;
    for (const story of stories) follow(batch, story);
  }

  private end(): void {
    const { batch, jobs } = this;
    if (!batch) return;
    [this.batch, this.jobs] = [undefined, []];
    batch.members.push(...jobs);
    this.runAll(batch, jobs);
    this.commit(batch);
  }

  private commit(batch: Batch): void {
    attempt(batch, () => this.transactions.commit());
    if (!batch.fault) return batch.settlements.forEach((settle) => settle());
    for (const { reject } of batch.members) reject(batch.fault.error);
    this.transactions.rollback();
  }

  private runAll(batch: Batch, jobs: readonly Job[]): void {
    attempt(batch, () => {
      for (const job of jobs) batch.settlements.push(this.run(job));
    });
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

  private async writeAtOnce<T>(batch: Batch, work: () => T): Promise<T> {
    if (batch.fault) throw batch.fault.error;
    try {
      return work();
    } catch (error) {
      if (!this.transactions.isOfStatement(error)) batch.fault = { error };
      throw error;
    }
  }
}

/** Once a transaction is spoilt, nothing more is attempted in it. */
function attempt(batch: Batch, step: () => void): void {
  if (batch.fault) return;
  try {
    step();
  } catch (error) {
    batch.fault = { error };
  }
}

function follow({ settlements }: Batch, { steps, resolve, reject }: Story): void {
  const done = steps() as Promise<never>;
  // If the batch fails, the story is rejected with that error instead.
  done.catch(() => undefined);
  settlements.push(() => void done.then(resolve, reject));
}
