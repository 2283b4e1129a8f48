import { mongo } from 'mongoose';
import { Deadlines } from './mongo.deadline';
import { unavailable } from './mongo.errors';

/** If an operation times out and none was answered for this long, the server is silent, not just busy. */
const SILENT_MS = 5_000;

type Waiting = Readonly<{ begin: () => void; end: (error: Error) => void }>;

/**
 * Runs as many operations at a time as there are connections; the others wait in order, for as long as any are
 * answered: a burst takes long, but nothing is wrong. An operation's time starts when it gets a place.
 */
export class OperationQueue {
  private readonly deadlines = new Deadlines();
  private readonly waiting: Waiting[] = [];
  private underWay = 0;
  private answeredAt = -Infinity;

  constructor(private readonly places: number) {}

  /** @throws AppError `storage_unavailable` if it waited in vain for a place; otherwise settles as `operation` does */
  async run<T>(operation: () => Promise<T>): Promise<T> {
    if (this.underWay < this.places) this.underWay++;
    else await new Promise<void>((begin, end) => this.waiting.push({ begin, end }));
    try {
      const result = await this.deadlines.inTime(operation());
      this.answeredAt = performance.now();
      return result;
    } catch (error) {
      this.note(error);
      throw error;
    } finally {
      this.passPlaceOn();
    }
  }

  /** The connections are closed: every operation ends, waiting or under way, and no timer is left behind. */
  close(): void {
    this.dismiss('the database was closed');
    this.deadlines.endAll();
  }

  private passPlaceOn(): void {
    const next = this.waiting.shift();
    if (next) next.begin();
    else this.underWay--;
  }

  private note(error: unknown): void {
    if (error instanceof mongo.MongoServerError) this.answeredAt = performance.now();
    const isLate = error instanceof mongo.MongoNetworkTimeoutError;
    if (isLate && performance.now() - this.answeredAt >= SILENT_MS) this.dismiss('the server is not answering');
  }

  /** Rejects the waiting operations, of which the server knows nothing. */
  private dismiss(reason: string): void {
    for (const { end } of this.waiting.splice(0)) end(unavailable(new Error(reason)));
  }
}
