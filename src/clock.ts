import { uptime } from 'node:os';

/** Where a clock gets its time from, in milliseconds. */
export type TimeSources = Readonly<{
  /** Since 1970; may be set at any moment. */
  wall: () => number;
  /** Never set; stands still while the machine sleeps. */
  monotonic: () => number;
  /** Since the machine was started, including sleep; may be truncated to whole seconds. */
  uptime: () => number;
}>;

const system: TimeSources = {
  wall: () => Date.now(),
  monotonic: () => performance.now(),
  uptime: () => uptime() * 1000,
};

/** The wall clock's milliseconds are truncated, ours are not. */
export const CUT_MS = 1;
/** How far the wall clock may deviate before we look for the cause. */
const NOTICED_MS = 500;
/** The uncertainty of two uptime readings that are truncated to the second, and a little more. */
const UPTIME_MARGIN_MS = 1_500;
/** The longest that our time stands still for a correction; a larger correction sets it back. */
const MOST_STILL_MS = 5_000;

/**
 * The time that everything we store goes by: what is due, and what is over. It starts as the wall clock and continues
 * with the monotonic one, so that nothing lives longer or shorter because the clock was set. Time that the machine
 * slept is added.
 */
export class Clock {
  /** How far our time, the wall clock and the uptime are ahead of the monotonic clock. */
  private lead = 0;
  private wallLead = 0;
  private uptimeLead = 0;
  /** The latest time that `now` returned: small corrections do not go back behind it. */
  private latest = -Infinity;
  /** How far our time is ahead of the last reading of another clock. */
  private ahead?: number;
  private sources: TimeSources = system;
  /** The sum of all skips, which no server knows of. */
  private skippedMs = 0;

  constructor(sources: TimeSources = system) {
    this.goBy(sources);
  }

  /** Starts over with other sources: a story that simulates time passes its own (test/harness/time.ts). */
  goBy(sources: TimeSources): void {
    const monotonic = sources.monotonic();
    this.sources = sources;
    this.wallLead = sources.wall() - monotonic;
    this.uptimeLead = sources.uptime() - monotonic;
    this.lead = this.wallLead + CUT_MS / 2;
    this.latest = -Infinity;
    this.ahead = undefined;
  }

  now(): Date {
    this.latest = Math.max(this.latest, this.read());
    return new Date(this.latest);
  }

  /** The moment that many milliseconds from now. */
  in(milliseconds: number): Date {
    return new Date(this.now().getTime() + milliseconds);
  }

  /** Milliseconds since some moment, to measure durations and waits: never set, and valid only within this process. */
  elapsed(): number {
    return this.sources.monotonic();
  }

  /** For what others verify by their own clocks, such as an access token. */
  wall(): Date {
    return new Date(this.sources.wall());
  }

  /**
   * Sets our time to `told` (milliseconds since 1970), the time of the server that all instances follow; a difference
   * within `giveOrTakeMs` changes nothing. If we are slightly ahead, our time stands still until it is right.
   * @returns by how many milliseconds we were behind; 0 if nothing had to be corrected
   */
  follow(told: number, giveOrTakeMs: number): number {
    const behind = told + this.skippedMs - this.read();
    if (Math.abs(behind) <= giveOrTakeMs) return 0;
    this.lead += behind;
    if (this.ahead !== undefined) this.ahead += behind;
    if (behind < -MOST_STILL_MS) this.latest = -Infinity;
    return behind;
  }

  /** Moves all of our time forward, as if this much had passed: lets a sandbox show what time does. */
  skip(ms: number): void {
    const { wall, monotonic, uptime } = this.sources;
    this.sources = { wall: () => wall() + ms, monotonic: () => monotonic() + ms, uptime: () => uptime() + ms };
    this.skippedMs += ms;
  }

  /** Notes the reading of an outside clock, which cannot be set from here. Changes nothing but `aheadMs`. */
  compare(told: Date): void {
    if (!Number.isNaN(told.getTime())) this.ahead = this.read() - told.getTime();
  }

  /** By how many milliseconds our time is ahead of the last reading of another clock; undefined if there is none. */
  get aheadMs(): number | undefined {
    return this.ahead;
  }

  private read(): number {
    const monotonic = this.sources.monotonic();
    const departure = this.sources.wall() - monotonic - this.wallLead;
    if (Math.abs(departure) > NOTICED_MS) this.explain(departure, monotonic);
    return monotonic + this.lead;
  }

  /** The wall clock is not where it should be: the machine slept, which the uptime shows, or the clock was set. */
  private explain(departure: number, monotonic: number): void {
    const sleep = this.sources.uptime() - monotonic - this.uptimeLead;
    this.wallLead += departure;
    this.uptimeLead += sleep;
    if (sleep < UPTIME_MARGIN_MS) return;
    // The wall clock measures the sleep more exactly, unless it was set as well.
    this.lead += Math.abs(departure - sleep) < UPTIME_MARGIN_MS ? departure : sleep;
  }
}

export const clock = new Clock();
