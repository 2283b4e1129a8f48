/** What is longer ago tells nothing of now. */
const SPAN_MS = 5_000;
/** What is measured over less time tells nothing yet. */
const LEAST_MS = 1_000;

/** Sends wait for deletions: about how long until some of these end, and at what rate they go on from there. */
export type Hold = Readonly<{ ms: number; perSecond: number }>;

/**
 * How many sends of a bot end a second: what is really done, however many are allowed. It is measured while more messages
 * wait than may begin; a time in which no message had to wait says nothing. Times are milliseconds of a clock that only goes
 * forward.
 */
export class Throughput {
  private ends: number[] = [];
  /** When the first send ended since there has been more to do: how long that one took does not count. */
  private measuredSince: number | undefined;
  private isBusy = false;
  private hold: Hold | undefined;
  private lookedAt = -Infinity;

  /**
   * Messages that are due were looked for, and as many were found as might begin, or fewer. As it was before, where none
   * might begin.
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

  /** 0 where nothing keeps sends from beginning but their own number and pace. */
  heldMs(now: number): number {
    return this.isOld(now) ? 0 : (this.hold?.ms ?? 0);
  }

  /** Infinity while nothing is known: there is nothing to do, or has not been for long enough. */
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

  /** Messages are no longer looked for here: another instance has the bot, or the store is away. */
  private isOld(now: number): boolean {
    return now - this.lookedAt > SPAN_MS;
  }

  private forget(): void {
    this.ends = [];
    this.measuredSince = undefined;
  }
}
