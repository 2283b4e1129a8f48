import { AppError } from '../../errors';
import { mostConnections } from '../../http/descriptors';

const MOST = { verification: 10, address: 50 } as const;
/** The share of connections that streams may take: the rest is left for all other requests. */
const SHARE = 0.5;
const RETRY_AFTER_SECONDS = 5;

type Listener = Readonly<Record<keyof typeof MOST, string>>;

/** Limits the streams that are open at once: each holds a connection, and wakes up with the others. */
export class StreamPlaces {
  private readonly taken = new Map<string, number>();
  private all = 0;

  constructor(private readonly most = Math.floor(mostConnections() * SHARE)) {}

  /** @returns a function that gives the place back. @throws AppError `overloaded` */
  take({ verification, address }: Listener): () => void {
    const places = [
      [`verification ${verification}`, MOST.verification],
      [`address ${address}`, MOST.address],
    ] as const;
    const isFull = places.some(([name, most]) => this.count(name) >= most);
    if (isFull || this.all >= this.most) throw new AppError('overloaded', { retryAfterSeconds: RETRY_AFTER_SECONDS });
    const names = places.map(([name]) => name);
    this.add(names, 1);
    return () => this.add(names, -1);
  }

  private count(name: string): number {
    return this.taken.get(name) ?? 0;
  }

  private add(names: readonly string[], one: 1 | -1): void {
    this.all += one;
    for (const name of names) {
      this.taken.set(name, this.count(name) + one);
      if (this.count(name) === 0) this.taken.delete(name);
    }
  }
}
