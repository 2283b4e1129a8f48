import { nameOf, type Lease } from './lease';

export const LEASE_SECONDS = 15;
export const HEARTBEAT_MS = 5_000;
/** We let go this much before the store does: our clock and its may not run at the same pace. */
const MARGIN_MS = 2_000;

/** By both clocks: the monotonic one stands still while the machine sleeps, the wall clock may be set. */
type Moment = Readonly<{ monotonic: number; wall: number }>;
type Holding = Readonly<{ lease: Lease; renewedAt: Moment }>;

export const momentNow = (): Moment => ({ monotonic: performance.now(), wall: Date.now() });

/** The leases that an instance has, each for as long as it is certain that no other instance can have it. */
export class Holdings {
  private readonly holdings = new Map<number, Holding>();

  get leases(): Lease[] {
    return [...this.holdings.values()].map(({ lease }) => lease).filter(({ botId }) => this.has(botId));
  }

  /** Once a holding was reported over, work for it has stopped: so it stays over, even if the clocks change again. */
  has(botId: number): boolean {
    return this.find(botId) !== undefined;
  }

  isNamed(botId: number, name: string): boolean {
    const holding = this.find(botId);
    return holding !== undefined && nameOf(holding.lease) === name;
  }

  isDue(botId: number): boolean {
    const holding = this.find(botId);
    return holding !== undefined && ageMs(holding) >= HEARTBEAT_MS;
  }

  private find(botId: number): Holding | undefined {
    const holding = this.holdings.get(botId);
    if (holding && ageMs(holding) < LEASE_SECONDS * 1000 - MARGIN_MS) return holding;
    this.holdings.delete(botId);
    return undefined;
  }

  /** False if the same holding went on, and was only renewed; true if it was over before the answer came. */
  put(lease: Lease, renewedAt: Moment): boolean {
    const before = this.has(lease.botId) ? this.holdings.get(lease.botId) : undefined;
    this.holdings.set(lease.botId, { lease, renewedAt });
    return before?.lease.fence !== lease.fence;
  }

  drop(botId: number): void {
    this.holdings.delete(botId);
  }
}

const ageMs = ({ renewedAt }: Holding): number =>
  Math.max(performance.now() - renewedAt.monotonic, Date.now() - renewedAt.wall);
