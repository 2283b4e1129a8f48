import type { Lease } from './lease';
import { LeaseRepository } from './lease.repository';

/**
 * The file's lock is the lease: who has the file open is the only instance there is, and an earlier one is dead. So
 * nothing is written, and what is kept here is all there is to know.
 */
export class SqliteLeaseRepository extends LeaseRepository {
  private readonly leases = new Map<number, Lease & { renewedAt?: number }>();

  async take(botId: number, holder: string, leaseSeconds: number): Promise<Lease> {
    const now = performance.now();
    const { renewedAt, ...held } = this.leases.get(botId) ?? { botId, holder: '', fence: 0, renewedAt: undefined };
    const isRunning = renewedAt !== undefined && now - renewedAt < leaseSeconds * 1000;
    if (isRunning && held.holder !== holder) return held;
    const isRenewal = renewedAt !== undefined && held.holder === holder;
    const lease = { botId, holder, fence: isRenewal ? held.fence : held.fence + 1 };
    this.leases.set(botId, { ...lease, renewedAt: now });
    return lease;
  }

  async giveBack({ botId, holder, fence }: Lease): Promise<void> {
    const held = this.leases.get(botId);
    if (held?.holder === holder && held.fence === fence) this.leases.set(botId, { ...held, renewedAt: undefined });
  }
}
