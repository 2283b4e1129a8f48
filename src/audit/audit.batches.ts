type Waiting<T> = Readonly<{ piece: T; resolve: () => void; reject: (error: unknown) => void }>;

/**
 * Whatever is added during a write goes into the next one, together: one write at a time, however many pieces wait. A
 * single piece waits for the end of its turn of the event loop, and for nothing else.
 */
export class Batches<T> {
  private waiting: Waiting<T>[] = [];
  private isWriting = false;

  constructor(
    private readonly write: (pieces: readonly T[]) => Promise<void>,
    private readonly most: number,
  ) {}

  /** Resolves once the piece is written; rejects if the write that it was part of fails. */
  add(piece: T): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ piece, resolve, reject });
      if (this.isWriting) return;
      this.isWriting = true;
      setImmediate(() => void this.writeAll());
    });
  }

  private async writeAll(): Promise<void> {
    while (this.waiting.length > 0) await this.writeBatch(this.waiting.splice(0, this.most));
    this.isWriting = false;
  }

  private async writeBatch(batch: readonly Waiting<T>[]): Promise<void> {
    try {
      await this.write(batch.map(({ piece }) => piece));
      for (const { resolve } of batch) resolve();
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}
