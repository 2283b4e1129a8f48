/** `half_open`: one probe is under way, and decides. */
export type CircuitState = 'closed' | 'open' | 'half_open';

const MAX_FAILURES_IN_A_ROW = 5;
const SAMPLE = 20;
const SAMPLE_MS = 30_000;
const FIRST_PAUSE_MS = 10_000;
const LONGEST_PAUSE_MS = 60_000;

/**
 * Stops calls while Telegram does not answer. It opens after five failures in a row, or when more than half of the last
 * twenty calls failed within 30 s. A probe may be made after 10 s; each time that the circuit opens again before a call
 * has succeeded, the pause doubles, up to 60 s. Times are milliseconds of a monotonic clock.
 */
export class CircuitBreaker {
  private current: CircuitState = 'closed';
  private failuresInARow = 0;
  private sample: Readonly<{ at: number; isFailure: boolean }>[] = [];
  /** Since the last call that succeeded. */
  private openings = 0;
  private probeAt = 0;

  get state(): CircuitState {
    return this.current;
  }

  /** How long until a probe may be made; 0 while the circuit is not open. */
  waitMs(now: number): number {
    return this.current === 'open' ? Math.max(0, this.probeAt - now) : 0;
  }

  /** Telegram may be back: the next probe may be made at once. */
  hasten(now: number): void {
    if (this.current === 'open') this.probeAt = now;
  }

  /** True for the one caller that must make the probe now. */
  takeProbe(now: number): boolean {
    if (this.current !== 'open' || now < this.probeAt) return false;
    this.current = 'half_open';
    return true;
  }

  /** The probe has ended. */
  endProbe(isWell: boolean, now: number): void {
    if (this.current !== 'half_open') return;
    if (isWell) this.close();
    else this.open(now);
  }

  /** Notes how a call ended. A call that was under way when the circuit opened decides nothing any more. */
  note(isFailure: boolean, now: number): void {
    if (this.current !== 'closed') return;
    this.failuresInARow = isFailure ? this.failuresInARow + 1 : 0;
    if (!isFailure) this.openings = 0;
    this.sample = [...this.sample.slice(1 - SAMPLE), { at: now, isFailure }];
    if (this.failuresInARow >= MAX_FAILURES_IN_A_ROW || this.isMostlyFailing(now)) this.open(now);
  }

  /** Forgets all failures. */
  reset(): void {
    this.openings = 0;
    this.close();
  }

  private isMostlyFailing(now: number): boolean {
    const [oldest] = this.sample;
    const isRecent = oldest !== undefined && this.sample.length === SAMPLE && now - oldest.at <= SAMPLE_MS;
    return isRecent && this.sample.filter(({ isFailure }) => isFailure).length > SAMPLE / 2;
  }

  private open(now: number): void {
    this.current = 'open';
    this.probeAt = now + Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.openings);
    this.openings += 1;
  }

  private close(): void {
    this.current = 'closed';
    this.failuresInARow = 0;
    this.sample = [];
  }
}
