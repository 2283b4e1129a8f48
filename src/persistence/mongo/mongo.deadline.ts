import { mongo } from 'mongoose';

/** After connections broke on a busy machine, what was under way was seen to stay so for good: it ends here. */
const ANSWER_WITHIN_MS = 12_000;

/** The driver's own limits end an operation earlier; where they do not, these do. What it did is unknown. */
export class Deadlines {
  private readonly ends = new Set<() => void>();

  inTime<T>(operation: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const giveUp = () => end(() => reject(new mongo.MongoNetworkTimeoutError('no answer came in time', {})));
      // A process that stood still meets its timers before the answer that waited for it: that is read first.
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

  /** What is under way is not waited for any more. */
  endAll(): void {
    for (const giveUp of [...this.ends]) giveUp();
  }
}
