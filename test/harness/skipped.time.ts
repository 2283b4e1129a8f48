import { uptime } from 'node:os';
import { promisify } from 'node:util';
import { clock } from '../../src/clock';

/** Jest's configuration says which store this run is about. */
declare const STORE: string;

type Sleeper = Readonly<{ until: number; wake: () => void }>;

const turn = promisify(setImmediate);
const { now } = performance;
const realTimes = () => ({ wall: Date.now(), monotonic: now.call(performance), uptime: uptime() * 1000 });

/**
 * The product's time, in which nobody waits for a pause. `pause` stands in for that of `node:timers/promises`: whoever
 * pauses goes on after what is under way had a turn, in the order in which pauses end, and time has passed by as much.
 */
class SkippedTime {
  private passed = 0;
  private stopped?: ReturnType<typeof realTimes>;
  private sleepers: Sleeper[] = [];

  constructor() {
    const times = () => this.stopped ?? realTimes();
    clock.goBy({
      wall: () => times().wall + this.passed,
      monotonic: () => times().monotonic + this.passed,
      uptime: () => times().uptime + this.passed,
    });
    // On MongoDB the server tells the time, and nobody moves its clock.
    const follow = clock.follow.bind(clock);
    if (STORE === 'mongo') clock.follow = (time, giveOrTakeMs) => follow(time + this.passed, giveOrTakeMs);
  }

  /** From now on time passes by pauses and by `pass` alone, however long the machine takes. */
  standStill(): void {
    this.stopped = realTimes();
  }

  /** So many milliseconds later, at once. */
  pass(ms: number): void {
    this.passed += ms;
  }

  readonly pause = (ms = 0): Promise<void> => {
    const paused = new Promise<void>((wake) => this.sleepers.push({ until: this.passed + ms, wake }));
    if (this.sleepers.length === 1) void this.wakeAll();
    return paused;
  };

  private async wakeAll(): Promise<void> {
    while (this.sleepers.length > 0) {
      await turn();
      this.passed = Math.max(this.passed, Math.min(...this.sleepers.map(({ until }) => until)));
      const awake = this.sleepers.filter(({ until }) => until <= this.passed);
      this.sleepers = this.sleepers.filter(({ until }) => until > this.passed);
      for (const { wake } of awake) wake();
    }
  }
}

export const skippedTime = new SkippedTime();
