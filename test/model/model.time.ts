/** When each schedule begins: what is stored does not depend on when the test runs. */
const BEGINNING = Date.UTC(2026, 0, 1);

type Sleeper = Readonly<{ until: number; wake: () => void }>;

/** A time that passes only when somebody lets it: for the clock of the product, and for its pauses. */
export class ModelTime {
  now = BEGINNING;
  private sleepers: Sleeper[] = [];

  /** What slept before never wakes. */
  begin(): void {
    this.now = BEGINNING;
    this.sleepers = [];
  }

  sleep(ms: number): Promise<void> {
    return new Promise((wake) => this.sleepers.push({ until: this.now + ms, wake }));
  }

  /** When somebody wakes next. */
  get next(): number {
    return Math.min(Infinity, ...this.sleepers.map(({ until }) => until));
  }

  /** Goes on to a moment, and wakes who slept until then. */
  goTo(moment: number): void {
    this.now = Math.max(this.now, moment);
    const awake = this.sleepers.filter(({ until }) => until <= this.now);
    this.sleepers = this.sleepers.filter(({ until }) => until > this.now);
    for (const { wake } of awake) wake();
  }
}

export const modelTime = new ModelTime();

/** Stands in for the pauses of `node:timers/promises`. */
export const sleep = (ms: number): Promise<void> => modelTime.sleep(ms);
