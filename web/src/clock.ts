/**
 * Learns how far the server's clock is from this device's. A `Date` header is cut to the second, so each answer only
 * shows that the difference lies in a range; the ranges of several answers are intersected.
 */
export class ServerClock {
  private low = -Infinity;
  private high = Infinity;

  constructor(private readonly deviceNow: () => number = Date.now) {}

  /** An answer dated `date` was on its way between the two device times. */
  observe(date: string | null, sentAt: number, receivedAt: number): void {
    const told = date === null ? NaN : Date.parse(date);
    if (Number.isNaN(told)) return;
    const low = told - receivedAt;
    const high = told + 1000 - sentAt;
    const agrees = low <= this.high && high >= this.low;
    this.low = agrees ? Math.max(this.low, low) : low;
    this.high = agrees ? Math.min(this.high, high) : high;
  }

  /** The server's time in milliseconds; the device's own until the server has answered. */
  now(): number {
    const offset = Number.isFinite(this.low) ? (this.low + this.high) / 2 : 0;
    return this.deviceNow() + offset;
  }
}

/** The clock that every countdown of this page runs on. */
export const serverClock = new ServerClock();
