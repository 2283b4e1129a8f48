/** What a watch depends on (injected, so that tests need no browser and no clock). */
export type WatchOptions = Readonly<{
  look: () => Promise<unknown>;
  /** Milliseconds. */
  now: () => number;
  /** Calls back after that many milliseconds. @returns a function that cancels it */
  after: (milliseconds: number, act: () => void) => () => void;
}>;

const SHORTEST_MS = 5_000;
const LONGEST_MS = 60_000;
/** Limits an open page to a twentieth of the server's time, however much there is to count. */
const TIMES_AS_LONG = 20;

/** Looks again and again, the less often the longer a look takes. */
export class Watch {
  private isRunning = false;
  private takeBack: () => void = () => undefined;
  private turn = 0;

  constructor(private readonly options: WatchOptions) {}

  start(): void {
    if (this.isRunning) return;
    this.isRunning = true;
    void this.look(++this.turn);
  }

  stop(): void {
    this.isRunning = false;
    this.takeBack();
  }

  private async look(turn: number): Promise<void> {
    const began = this.options.now();
    await this.options.look();
    const tookMs = this.options.now() - began;
    // It was stopped meanwhile, and perhaps started again.
    if (!this.isRunning || turn !== this.turn) return;
    const waitMs = Math.min(LONGEST_MS, Math.max(SHORTEST_MS, tookMs * TIMES_AS_LONG));
    this.takeBack = this.options.after(waitMs, () => void this.look(turn));
  }
}
