/** A lease that is free for so many looks is taken by who has its share already. */
const PATIENT_LOOKS = 3;
/** A bot that could not be handed over, or that was not taken, stays for as long. */
const KEEP_MS = 5 * 60_000;

/** Keeps bots from going to and fro: an instance that has its share lets others go first, and offers no bot twice that was not wanted. */
export class Hysteresis {
  /** For how many looks in a row a lease was free. */
  private readonly looks = new Map<number, number>();
  private readonly keptUntil = new Map<number, number>();
  private lastGiven: number | undefined;

  /** At each look at which a lease is free: true once others have had the time to take it. */
  isOver(botId: number): boolean {
    const looks = (this.looks.get(botId) ?? 0) + 1;
    this.looks.set(botId, looks);
    if (looks <= PATIENT_LOOKS) return false;
    // One at a time, so that others who waited as long get theirs.
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
