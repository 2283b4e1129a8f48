import { uptime } from 'node:os';

/** Where a clock has its time from, in milliseconds. */
export type TimeSources = Readonly<{
  /** Since 1970; may be set at any moment. */
  wall: () => number;
  /** Is never set, and stands still while the machine sleeps. */
  monotonic: () => number;
  /** Since the machine was started, its sleep included; may be cut to the second. */
  uptime: () => number;
}>;

const system: TimeSources = {
  wall: () => Date.now(),
  monotonic: () => performance.now(),
  uptime: () => uptime() * 1000,
};

/** The wall clock's milliseconds are cut, ours are not. */
export const CUT_MS = 1;
/** What the wall clock may be off before we ask why. */
const NOTICED_MS = 500;
/** What two readings of an uptime, cut to the second, leave open; and a little more. */
const UPTIME_MARGIN_MS = 1_500;
/** The longest that our time stands still for a correction; beyond that it goes back. */
const MOST_STILL_MS = 5_000;

/**
 * The time that everything we store goes by: what is due, and what is over. It begins as the wall clock and goes on by the
 * monotonic one, so that nothing lives longer or shorter because the clock was set. A machine that slept has its
 * sleep added.
 */
export class Clock {
  /** How far our time, the wall clock and the uptime are before the monotonic clock. */
  private lead = 0;
  private wallLead = 0;
  private uptimeLead = 0;
  /** What was told last: small corrections do not go back behind it. */
  private latest = -Infinity;
  /** How far our time is ahead of what another clock told last. */
  private ahead?: number;
  private sources: TimeSources = system;
  /** By how much it was moved on, which no server knows of. */
  private skippedMs = 0;

  constructor(sources: TimeSources = system) {
    this.goBy(sources);
  }

  /** Begins anew, by other sources: a story that plays time hands in its own (test/harness/time.ts). */
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

  /** Milliseconds since some moment, for how long something took or must wait: never set, and only within this process. */
  elapsed(): number {
    return this.sources.monotonic();
  }

  /** For what others verify by clocks of their own, such as an access token. */
  wall(): Date {
    return new Date(this.sources.wall());
  }

  /**
   * From now on `told` is the time (milliseconds since 1970), as the server that keeps it for all tells it; what they leave open
   * (`giveOrTakeMs`) changes nothing. A little too far ahead, our time stands still until it is right.
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

  /** Moves all of it on, as if so much time had passed: where a sandbox shows what time does. */
  skip(ms: number): void {
    const { wall, monotonic, uptime } = this.sources;
    this.sources = { wall: () => wall() + ms, monotonic: () => monotonic() + ms, uptime: () => uptime() + ms };
    this.skippedMs += ms;
  }

  /** A clock outside, which cannot be set here, tells its time. It changes nothing but what `aheadMs` says. */
  compare(told: Date): void {
    if (!Number.isNaN(told.getTime())) this.ahead = this.read() - told.getTime();
  }

  /** By how many milliseconds our time is ahead of what another clock told last; undefined where none has. */
  get aheadMs(): number | undefined {
    return this.ahead;
  }

  private read(): number {
    const monotonic = this.sources.monotonic();
    const departure = this.sources.wall() - monotonic - this.wallLead;
    if (Math.abs(departure) > NOTICED_MS) this.explain(departure, monotonic);
    return monotonic + this.lead;
  }

  /** The wall clock is not where it should be: the machine slept, which the uptime tells, or it was set. */
  private explain(departure: number, monotonic: number): void {
    const sleep = this.sources.uptime() - monotonic - this.uptimeLead;
    this.wallLead += departure;
    this.uptimeLead += sleep;
    if (sleep < UPTIME_MARGIN_MS) return;
    // The wall clock tells the same more exactly, unless it was set as well.
    this.lead += Math.abs(departure - sleep) < UPTIME_MARGIN_MS ? departure : sleep;
  }
}

export const clock = new Clock();
