/** Anything older says nothing about now. */
const SPAN_MS = 5_000;
/** A measurement over less time says nothing yet. */
const LEAST_MS = 1_000;

/** Sends wait for deletions: roughly how long until some of these end, and at what rate sends go on from there. */
export type Hold = Readonly<{ ms: number; perSecond: number }>;

/**
 * How many of a bot's sends really end per second, however many are allowed. Measured only while more messages wait
 * than may begin; a time in which no message had to wait says nothing. Times are milliseconds of a monotonic clock.
 */
export class Throughput {
  private ends: number[] = [];
  /** When the first send ended since there has been more to do: that send's own duration does not count. */
  private measuredSince: number | undefined;
  private isBusy = false;
  private hold: Hold | undefined;
  private lookedAt = -Infinity;

  /**
   * Notes a look for due messages, and whether it found at least as many as might begin. If none might begin,
   * `isMoreWaiting` stays as it was.
   */
  noteLook(now: number, isMoreWaiting = this.isBusy, hold?: Hold): void {
    this.hold = hold;
    if (!isMoreWaiting || this.isOld(now)) this.forget();
    this.isBusy = isMoreWaiting;
    this.lookedAt = now;
  }

  /** A send has ended, one way or another. */
  noteEnd(now: number): void {
    if (!this.isBusy) return;
    this.measuredSince ??= now;
    this.ends = [...this.ends.filter((at) => at > now - SPAN_MS), now];
  }

  /** 0 if only their own number and pace keep sends from beginning. */
  heldMs(now: number): number {
    return this.isOld(now) ? 0 : (this.hold?.ms ?? 0);
  }

  /** Infinity while unknown: there is nothing to do, or there has not been for long enough. */
  perSecond(now: number): number {
    const most = this.isOld(now) ? Infinity : (this.hold?.perSecond ?? Infinity);
    return Math.min(most, this.measuredPerSecond(now));
  }

  private measuredPerSecond(now: number): number {
    if (this.measuredSince === undefined || this.isOld(now)) return Infinity;
    const since = Math.max(this.measuredSince, now - SPAN_MS);
    if (now - since < LEAST_MS) return Infinity;
    return (this.ends.filter((at) => at >= since).length * 1000) / (now - since);
  }

  /** This instance no longer looks for messages: another has the bot, or the store is away. */
  private isOld(now: number): boolean {
    return now - this.lookedAt > SPAN_MS;
  }

  private forget(): void {
    this.ends = [];
    this.measuredSince = undefined;
  }
}
