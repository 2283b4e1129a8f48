/** A request that failed through a fault of ours. */
export type Fault = Readonly<{
  requestId: string;
  at: Date;
  method: string;
  route: string;
  status: number;
  /** That of the problem that was answered; absent if there was none. */
  code?: string;
}>;

const STEP_MS = 10_000;
const STEPS = 30;
const MOST_FAULTS = 1_000;

type Kind = 'requests' | 'faults' | 'wrongCodes';

/** What this process saw in the last five minutes, and its last faults: kept in memory, for operators. */
export class Lately {
  static readonly MINUTES = (STEP_MS * STEPS) / 60_000;
  private readonly steps = new Map<number, Record<Kind, number>>();
  private readonly faults = new Map<string, Fault>();

  /** @param now milliseconds by a clock that is never set */
  add(kind: Kind, now: number): void {
    const step = Math.floor(now / STEP_MS);
    const counts = this.steps.get(step) ?? { requests: 0, faults: 0, wrongCodes: 0 };
    counts[kind]++;
    this.steps.set(step, counts);
    for (const old of this.steps.keys()) if (old <= step - STEPS) this.steps.delete(old);
  }

  count(kind: Kind, now: number): number {
    const since = Math.floor(now / STEP_MS) - STEPS;
    return [...this.steps].reduce((sum, [step, counts]) => sum + (step > since ? counts[kind] : 0), 0);
  }

  keep(fault: Fault): void {
    this.faults.set(fault.requestId, fault);
    const [oldest] = this.faults.keys();
    if (oldest !== undefined && this.faults.size > MOST_FAULTS) this.faults.delete(oldest);
  }

  find(requestId: string): Fault | undefined {
    return this.faults.get(requestId);
  }
}
