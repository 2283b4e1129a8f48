/** What came of a request that was ours to answer and was not. */
export type Fault = Readonly<{
  requestId: string;
  at: Date;
  method: string;
  route: string;
  status: number;
  /** Of the problem that was answered; absent where there was none. */
  code?: string;
}>;

const STEP_MS = 10_000;
const STEPS = 30;
const MOST_FAULTS = 1_000;

type Kind = 'requests' | 'faults' | 'wrongCodes';

/** What this process saw in the last five minutes, and its last faults: for a look at now, which needs no other memory. */
export class Lately {
  static readonly MINUTES = (STEP_MS * STEPS) / 60_000;
  private readonly steps = new Map<number, Record<Kind, number>>();
  private readonly faults = new Map<string, Fault>();

  /** @param now by a clock that is never set, in milliseconds */
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
