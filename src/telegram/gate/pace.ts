/** A timer that fires late must not cost a turn: at most this much is made up for. */
const USUAL_SLACK_MS = 50;

/** Hands out turns at a steady rate, evenly spaced. Times are milliseconds of a monotonic clock. */
export class Pace {
  private readonly gapMs: number;
  private freeAt = -Infinity;

  constructor(
    perSecond: number,
    private readonly slackMs = USUAL_SLACK_MS,
  ) {
    this.gapMs = 1000 / perSecond;
  }

  /** Takes the turns that are free now, at most `most`, and returns how many. */
  take(now: number, most: number): number {
    let taken = 0;
    for (; taken < most && this.waitMs(now) === 0; taken++) this.book(now);
    return taken;
  }

  /** Takes the next turn and returns how long until then. */
  book(now: number): number {
    const waitMs = this.waitMs(now);
    this.freeAt = Math.max(this.freeAt, now - this.slackMs) + this.gapMs;
    return waitMs;
  }

  /** Returns turns that were taken and are not needed. */
  giveBack(turns: number): void {
    this.freeAt -= turns * this.gapMs;
  }

  /** How long until the next turn is free. */
  waitMs(now: number): number {
    return Math.max(0, this.freeAt - now);
  }
}
