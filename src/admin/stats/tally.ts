import { failureAt, statusAt, type Purpose, type Status } from '../../verification/verification';
import type { Course } from '../../verification/store/verification.history';
import { Durations, type Percentiles } from './percentiles';

export type Summary = Readonly<{
  total: number;
  purposes: Readonly<Record<string, number>>;
  outcomes: Readonly<Record<string, number>>;
  doors: Readonly<Record<string, number>>;
  failures: Readonly<Record<string, number>>;
  /** The share of ended verifications that were verified; null if none has ended. */
  successRate: number | null;
  /** From the request for a message to Telegram's acknowledgement. */
  delivery: Percentiles;
  /** From the first request to the session. */
  signIn: Percentiles;
}>;

const PENDING: readonly Status[] = ['awaiting_telegram', 'sending', 'sent'];

/** Counts verifications one by one. */
export class Tally {
  private readonly counted = { purposes: counter(), outcomes: counter(), doors: counter(), failures: counter() };
  private readonly deliveries = new Durations();
  private readonly signIns = new Durations();

  /** @param deadlineMs the time that a delivery has: its message was requested this long before its deadline */
  constructor(
    private readonly now: Date,
    private readonly deadlineMs: number,
  ) {}

  add(verification: Course): void {
    const status = statusAt(verification, this.now);
    const failure = failureAt(verification, this.now);
    count(this.counted.purposes, verification.purpose satisfies Purpose);
    count(this.counted.outcomes, PENDING.includes(status) ? 'pending' : status);
    if (failure) count(this.counted.failures, failure);
    if (status === 'verified') this.addSignIn(verification);
    const { sentAt, deadlineAt } = verification;
    if (sentAt && deadlineAt) this.deliveries.add(sentAt.getTime() - deadlineAt.getTime() + this.deadlineMs);
  }

  /** Adds the other's counts. */
  merge({ counted, deliveries, signIns }: Tally): void {
    for (const kind of Object.keys(counted) as (keyof typeof counted)[])
      for (const [name, times] of counted[kind]) count(this.counted[kind], name, times);
    this.deliveries.merge(deliveries);
    this.signIns.merge(signIns);
  }

  get summary(): Summary {
    const { purposes, outcomes, doors, failures } = this.counted;
    const total = sum(outcomes);
    const over = total - (outcomes.get('pending') ?? 0);
    return {
      total,
      purposes: Object.fromEntries(purposes),
      outcomes: Object.fromEntries(outcomes),
      doors: Object.fromEntries(doors),
      failures: Object.fromEntries(failures),
      successRate: over === 0 ? null : Math.round(((outcomes.get('verified') ?? 0) / over) * 10_000) / 10_000,
      delivery: this.deliveries.percentiles,
      signIn: this.signIns.percentiles,
    };
  }

  private addSignIn({ door, createdAt, endedAt }: Course): void {
    if (door) count(this.counted.doors, door);
    if (endedAt) this.signIns.add(endedAt.getTime() - createdAt.getTime());
  }
}

const counter = () => new Map<string, number>();
const count = (counts: Map<string, number>, name: string, times = 1) =>
  counts.set(name, (counts.get(name) ?? 0) + times);
const sum = (counts: Map<string, number>): number => [...counts.values()].reduce((all, each) => all + each, 0);
