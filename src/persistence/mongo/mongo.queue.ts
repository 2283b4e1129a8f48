import { mongo } from 'mongoose';
import { Deadlines } from './mongo.deadline';
import { unavailable } from './mongo.errors';

/** Where an operation ran out of time and none was answered for so long, the server is silent, and not only busy. */
const SILENT_MS = 5_000;

type Waiting = Readonly<{ begin: () => void; end: (error: Error) => void }>;

/**
 * As many operations are under way as there are connections; the others wait in order, for as long as any is answered:
 * in a burst it takes long, but nothing is wrong. The time of an operation begins with its place.
 */
export class OperationQueue {
  private readonly deadlines = new Deadlines();
  private readonly waiting: Waiting[] = [];
  private underWay = 0;
  private answeredAt = -Infinity;

  constructor(private readonly places: number) {}

  /** @throws AppError `storage_unavailable` for what waited for a place in vain; what was asked ends as it does */
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

  /** The connections are closed: whatever still waits for them ends, and leaves no timer behind. */
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
    if (isLate && performance.now() - this.answeredAt >= SILENT_MS) this.dismiss('the server answers nobody');
  }

  /** Nothing was asked for them. */
  private dismiss(reason: string): void {
    for (const { end } of this.waiting.splice(0)) end(unavailable(new Error(reason)));
  }
}
