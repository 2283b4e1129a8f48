import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The wall clock of a process, in a test's hands: it goes right until it is set. */
export class WallClock {
  private readonly folder = mkdtempSync(join(tmpdir(), 'telega2go-clock-'));
  private readonly file = join(this.folder, 'clock.json');
  private setBy = 0;
  private slept = 0;

  constructor() {
    this.write();
  }

  /** What a process must be told to go by it. */
  get settings(): Record<string, string> {
    return { NODE_OPTIONS: `--require ${join(__dirname, 'wall.clock.preload.cjs')}`, WALL_CLOCK: this.file };
  }

  /** As an operator or a time service sets it: it goes wrong by that much, or right again (0). */
  set(byMs: number): void {
    this.setBy = byMs;
    this.write();
  }

  /** As if the machine had been suspended for so long, just now. */
  sleep(ms: number): void {
    this.slept += ms;
    this.write();
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** At once: nobody may read half of it. */
  private write(): void {
    const next = `${this.file}.next`;
    writeFileSync(next, JSON.stringify({ setBy: this.setBy, slept: this.slept }));
    renameSync(next, this.file);
  }
}
