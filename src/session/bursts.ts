import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';

/**
 * How long one alone waits for others, and how long several wait for more: the tabs of a browser wake up together.
 * Counted in turns of this many milliseconds, which take longer where the machine is busy, as what is waited for does.
 */
const TURN_MS = 5;
const TURNS_ALONE = 10;
const TURNS_TOGETHER = 30;
const MOST_MS = 3_000;

type Burst<T> = { latest: number; count: number; outcome: Promise<T> };
/** @param count how many ask, so far */
type Work<T> = (count: number) => Promise<T>;

/** Carries out once what is asked for many times in the same moment. */
export class Bursts<T> {
  private readonly running = new Map<string, Burst<T>>();

  /** Waits for others who ask for the same, then works once for all of them. */
  join(key: string, work: Work<T>): Promise<T> {
    const latest = performance.now();
    const running = this.running.get(key);
    if (running) {
      running.latest = latest;
      running.count++;
      return running.outcome;
    }
    const burst: Burst<T> = {
      latest,
      count: 1,
      outcome: Promise.resolve().then(() => this.run(key, burst, work)),
    };
    this.running.set(key, burst);
    return burst.outcome;
  }

  /** Whoever comes before the outcome is told shares it; whoever comes after begins anew. */
  private async run(key: string, burst: Burst<T>, work: Work<T>): Promise<T> {
    try {
      await untilQuiet(burst);
      return await work(burst.count);
    } finally {
      this.running.delete(key);
    }
  }
}

async function untilQuiet(burst: Readonly<{ latest: number; count: number }>): Promise<void> {
  const end = burst.latest + MOST_MS;
  let { latest } = burst;
  let quietTurns = 0;
  while (quietTurns < (burst.count === 1 ? TURNS_ALONE : TURNS_TOGETHER) && performance.now() < end) {
    await pause(TURN_MS);
    // A busy process is late for its timers, too: who waits at its door is let in before it is called quiet.
    await turn();
    await turn();
    quietTurns = latest === burst.latest ? quietTurns + 1 : 0;
    latest = burst.latest;
  }
}
