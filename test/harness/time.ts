import { uptime } from 'node:os';
import { clock, type TimeSources } from '../../src/clock';

/** Which store this run is about (jest.config.cjs). */
declare const STORE: string;

const CHAT_GAP_MS = 1_100;
const TURN_MS = 10;

/** By how many milliseconds time was moved on, and by how many the wall clock is wrong. */
let passed = 0;
let slept = 0;
let setBy = 0;
/** When it was told to stand still. */
let stopped: TimeSources | undefined;

const real: TimeSources = {
  wall: () => Date.now(),
  monotonic: () => performance.now(),
  uptime: () => uptime() * 1000,
};

function stop(): TimeSources {
  const [wall, monotonic, since] = [real.wall(), real.monotonic(), real.uptime()];
  return { wall: () => wall, monotonic: () => monotonic, uptime: () => since };
}

const sources: TimeSources = {
  wall: () => (stopped ?? real).wall() + passed + slept + setBy,
  monotonic: () => (stopped ?? real).monotonic() + passed,
  uptime: () => (stopped ?? real).uptime() + passed + slept,
};

/** The time of a product in this process: it goes by itself, and by leaps when a story says so. */
export const time = {
  /** So many milliseconds later, at once. What a timer waits for comes as late as ever: the product's own lie below a second. */
  pass(ms: number): void {
    passed += ms;
  },

  /** For what counts within a window, however long the machine takes for it: time does not go by itself meanwhile. */
  async standingStill(work: () => Promise<void>): Promise<void> {
    stopped = stop();
    await work().finally(() => (stopped = undefined));
  },

  /**
   * For what must be done by a moment: time goes by with the turns of this process, and not while the machine does
   * something else.
   */
  async byTurns(work: () => Promise<void>): Promise<void> {
    const turns = setInterval(() => time.pass(TURN_MS), TURN_MS);
    await time.standingStill(work).finally(() => clearInterval(turns));
  },

  /** So much later that there may be another message into each chat: Telegram takes one a second. */
  passChatGap(): void {
    time.pass(CHAT_GAP_MS);
  },

  /** The machine was suspended for so long, just now: its monotonic clock stood still. */
  sleep(ms: number): void {
    slept += ms;
  },

  /** Somebody sets the wall clock, and it goes wrong by that much, or right again (0). */
  setWall(byMs: number): void {
    setBy = byMs;
  },

  /** Between two runs, all clocks that the product goes by were wrong by so much, or are right again (0). */
  setBetweenRuns(byMs: number): void {
    slept = byMs;
    clock.goBy(sources);
  },

  /** The product's. */
  now: (): Date => clock.now(),
};

clock.goBy(sources);

// There it is the server who says what time it is, and no story moves that one's clock.
if (STORE === 'mongo') {
  const follow = clock.follow.bind(clock);
  clock.follow = (told, giveOrTakeMs) => (stopped ? 0 : follow(told + passed + slept, giveOrTakeMs));
}
