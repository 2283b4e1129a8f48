import { overstayMs, SUPERSEDED } from '../../delivery/delivery';
import type { Course } from '../../delivery/store/delivery.history';
import { Durations, type Percentiles } from './percentiles';

/** A deletion is a second late at most in 99 of 100 cases; twice that is no longer chance. */
const OVERSTAY_MS = 2_000;

export type Messages = Readonly<{
  delivered: number;
  failed: number;
  /** In Telegram for more than two seconds past their time, including those that still are. */
  overstayed: number;
  /** From the request for a message to Telegram's acknowledgement. */
  delivery: Percentiles;
}>;

/** Counts messages one by one, except removals, tests and messages superseded before they were sent. */
export class MessageTally {
  private readonly counted = { delivered: 0, failed: 0, overstayed: 0 };
  private readonly durations = new Durations();

  constructor(private readonly now: Date) {}

  add(row: Course): void {
    if (row.kind !== 'message') return;
    const { sentAt, requestedAt } = row;
    if (sentAt) this.counted.delivered++;
    else if (row.state === 'failed' && row.error !== SUPERSEDED.error) this.counted.failed++;
    if (sentAt) this.durations.add(sentAt.getTime() - requestedAt.getTime());
    if (overstayMs(row, this.now) > OVERSTAY_MS) this.counted.overstayed++;
  }

  /** Adds the other's counts. */
  merge({ counted, durations }: MessageTally): void {
    for (const kind of ['delivered', 'failed', 'overstayed'] as const) this.counted[kind] += counted[kind];
    this.durations.merge(durations);
  }

  get summary(): Messages {
    return { ...this.counted, delivery: this.durations.percentiles };
  }
}
