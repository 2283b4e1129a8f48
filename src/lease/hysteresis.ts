/** After this many looks at a free lease, an instance that already has its share takes it. */
const PATIENT_LOOKS = 3;
/** How long to keep a bot that could not be handed over, or that no one took. */
const KEEP_MS = 5 * 60_000;

/** Keeps bots from going back and forth: one with its share lets others go first, and keeps an unwanted bot. */
export class Hysteresis {
  /** For how many looks in a row a lease was free. */
  private readonly looks = new Map<number, number>();
  private readonly keptUntil = new Map<number, number>();
  private lastGiven: number | undefined;

  /** Called at each look that finds the lease free: true once others have had the time to take it. */
  isOver(botId: number): boolean {
    const looks = (this.looks.get(botId) ?? 0) + 1;
    this.looks.set(botId, looks);
    if (looks <= PATIENT_LOOKS) return false;
    // One at a time, so that others that waited as long get theirs.
    this.looks.clear();
    if (this.lastGiven === botId) this.keep(botId);
    return true;
  }

  noteHeld(botId: number): void {
    this.looks.delete(botId);
  }

  noteTaken(botId: number): void {
    this.looks.delete(botId);
    if (this.lastGiven === botId) this.lastGiven = undefined;
  }

  noteGiven(botId: number): void {
    this.lastGiven = botId;
  }

  keep(botId: number): void {
    this.keptUntil.set(botId, performance.now() + KEEP_MS);
  }

  keeps(botId: number): boolean {
    return (this.keptUntil.get(botId) ?? 0) > performance.now();
  }
}
