import { mongo } from 'mongoose';

/** After connections broke on a busy machine, what was under way was seen to stay so for good: it ends here. */
const ANSWER_WITHIN_MS = 12_000;

/** The driver's own limits end an operation earlier; where they do not, this does. What it did nobody knows. */
export function inTime<T>(operation: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(new mongo.MongoNetworkTimeoutError('no answer came in time', {}));
    const timer = setTimeout(giveUp, ANSWER_WITHIN_MS);
    void operation.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
