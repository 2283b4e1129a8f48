import { uptime } from 'node:os';
import { clock } from '../../src/clock';

/** Which store this run is about (jest.config.cjs). */
declare const STORE: string;

const CHAT_GAP_MS = 1_100;

/** By how many milliseconds time was moved on, and by how many the wall clock is wrong. */
let passed = 0;
let slept = 0;
let setBy = 0;

const sources = {
  wall: () => Date.now() + passed + slept + setBy,
  monotonic: () => performance.now() + passed,
  uptime: () => uptime() * 1000 + passed + slept,
};

/** The time of a product in this process: it goes by itself, and by leaps when a story says so. */
export const time = {
  /** So many milliseconds later, at once. What a timer waits for comes as late as ever: the product's own lie below a second. */
  pass(ms: number): void {
    passed += ms;
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
  clock.follow = (told, giveOrTakeMs) => follow(told + passed + slept, giveOrTakeMs);
}
