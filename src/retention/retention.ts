import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { clock } from '../clock';
import { BotOwner } from '../lease/bot.owner';
import { Metrics } from '../metrics/metrics';
import { Bots } from '../telegram/bots/telegram.bots';
import { ClockCheck } from './clock.check';
import { Expired } from './expired';

const LOOK_EVERY_MS = 5_000;
const RUN_EVERY_MS = 3_600_000;
/** Rows per write: it takes a few milliseconds, in which nothing else is written. */
const AT_A_TIME = 200;
const PAUSE_MS = 20;

/**
 * Erases what has been over for long enough: at the start, and every hour. Only one instance does, the one that works
 * for the first bot; if two think that they do, one does not find what the other has erased.
 */
@Injectable()
export class Retention implements BeforeApplicationShutdown {
  private readonly logger = new Logger('Retention');
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;
  private nextAt = 0;
  private doubt?: string;

  constructor(
    private readonly expired: Expired,
    private readonly owner: BotOwner,
    private readonly bots: Bots,
    private readonly metrics: Metrics,
    private readonly clockCheck: ClockCheck,
  ) {}

  @Interval(LOOK_EVERY_MS)
  look(): void {
    if (this.running || clock.elapsed() < this.nextAt || !this.isOurs || this.isHeld()) return;
    this.nextAt = clock.elapsed() + RUN_EVERY_MS;
    this.running = this.run().finally(() => (this.running = undefined));
  }

  /** Logs one line when the clock becomes doubtful, not one every few seconds. */
  private isHeld(): boolean {
    const { doubt } = this.clockCheck;
    if (doubt && !this.doubt) this.logger.warn(`nothing is erased: ${doubt}`);
    this.doubt = doubt;
    return doubt !== undefined;
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private get isOurs(): boolean {
    return !this.stopping.signal.aborted && this.owner.worksFor(this.bots.primary.id);
  }

  /** What is not erased now is erased next time; requests that need the store report that it is away. */
  private async run(): Promise<void> {
    const began = performance.now();
    const erased: Record<string, number> = {};
    try {
      for (const { kind, erase } of this.expired.kinds(clock.now(), clock.wall()))
        erased[kind] = await this.eraseAll(kind, erase);
    } catch (error) {
      this.logger.error({ msg: 'expired records are not erased yet', error });
    }
    const some = Object.entries(erased).filter(([, count]) => count > 0);
    if (some.length === 0) return;
    const seconds = Math.round((performance.now() - began) / 100) / 10;
    this.logger.log({ msg: 'erased expired records', ...Object.fromEntries(some), seconds });
  }

  private async eraseAll(kind: string, erase: (limit: number) => Promise<number>): Promise<number> {
    let erased = 0;
    while (this.isOurs) {
      const count = await erase(AT_A_TIME);
      this.metrics.retentionErased.inc({ kind }, count);
      erased += count;
      if (count < AT_A_TIME) break;
      await pause(PAUSE_MS, undefined, { signal: this.stopping.signal }).catch(() => undefined);
    }
    return erased;
  }
}
