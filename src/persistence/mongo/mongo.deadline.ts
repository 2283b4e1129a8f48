import { mongo } from 'mongoose';

/** After connections broke on a busy machine, operations under way were seen to hang for good: they end here. */
const ANSWER_WITHIN_MS = 12_000;

/** Ends operations that the driver's own limits do not end. They may or may not have taken effect. */
export class Deadlines {
  private readonly ends = new Set<() => void>();

  inTime<T>(operation: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const giveUp = () => end(() => reject(new mongo.MongoNetworkTimeoutError('no answer came in time', {})));
      // After the process stood still, timers fire before the waiting answer is read: let it be read first.
      const timer = setTimeout(() => setImmediate(giveUp), ANSWER_WITHIN_MS);
      const end = (tell: () => void) => {
        clearTimeout(timer);
        this.ends.delete(giveUp);
        tell();
      };
      this.ends.add(giveUp);
      operation.then(
        (result) => end(() => resolve(result)),
        (error: Error) => end(() => reject(error)),
      );
    });
  }

  /** Stops waiting for the operations under way. */
  endAll(): void {
    for (const giveUp of [...this.ends]) giveUp();
  }
}
