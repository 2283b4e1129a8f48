/** Durations in seconds; null if none was counted. */
export type Percentiles = Readonly<{ count: number; p50: number | null; p95: number | null; p99: number | null }>;

/** Each bucket is this much wider than the one before, so that results are right within half a percent. */
const GROWTH = 1.01;

/** Counts durations in memory that does not grow with their number. */
export class Durations {
  private readonly counts = new Map<number, number>();
  private count = 0;

  add(milliseconds: number): void {
    const bucket = milliseconds < 1 ? -1 : Math.round(Math.log(milliseconds) / Math.log(GROWTH));
    this.counts.set(bucket, (this.counts.get(bucket) ?? 0) + 1);
    this.count++;
  }

  /** Adds the other's counts. */
  merge({ counts, count }: Durations): void {
    for (const [bucket, added] of counts) this.counts.set(bucket, (this.counts.get(bucket) ?? 0) + added);
    this.count += count;
  }

  get percentiles(): Percentiles {
    const sorted = [...this.counts].sort(([a], [b]) => a - b);
    const at = (share: number) => {
      let left = Math.ceil(share * this.count);
      const found = sorted.find(([, count]) => (left -= count) <= 0);
      return seconds(found ? middleOf(found[0]) / 1000 : NaN);
    };
    return { count: this.count, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
  }
}

const middleOf = (bucket: number): number => (bucket < 0 ? 0 : GROWTH ** bucket);

/** A bucket of a Prometheus histogram: `count` durations of at most `le` seconds. */
export type Bucket = Readonly<{ le: number; count: number }>;

/** Assumes that durations are evenly spread between two bounds, and beyond the last bound equal to it. */
export function percentilesFrom(buckets: readonly Bucket[]): Percentiles {
  const sorted = buckets.toSorted((a, b) => a.le - b.le);
  const count = sorted.at(-1)?.count ?? 0;
  const at = (share: number) => seconds(count === 0 ? NaN : estimate(sorted, share * count));
  return { count, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

const NOTHING: Bucket = { le: 0, count: 0 };

function estimate(sorted: readonly Bucket[], rank: number): number {
  const { le, count } = sorted.find(({ count }) => count >= rank) ?? NOTHING;
  const { le: from, count: before } = sorted.findLast(({ count }) => count < rank) ?? NOTHING;
  return le === Infinity ? from : from + ((rank - before) / (count - before)) * (le - from);
}

const seconds = (value: number): number | null => (Number.isNaN(value) ? null : Math.round(value * 1000) / 1000);
