import type { Lease, Presence, Survey } from './lease';
import { LeaseRepository, type Terms } from './lease.repository';

/**
 * The file's lock is the lease: who has the file open is the only instance there is, and an earlier one is dead. So
 * nothing is written, and what is kept here is all there is to know.
 */
export class SqliteLeaseRepository extends LeaseRepository {
  private readonly leases = new Map<number, Lease & { renewedAt?: number }>();
  private readonly presences = new Map<string, Presence & { seenAt: number }>();

  async take(botId: number, holder: string, leaseSeconds: number): Promise<Lease> {
    const { renewedAt, ...held } = this.leases.get(botId) ?? { botId, holder: '', fence: 0, renewedAt: undefined };
    if (isRecent(renewedAt, leaseSeconds) && held.holder !== holder) return held;
    const isRenewal = renewedAt !== undefined && held.holder === holder;
    const lease = { botId, holder, fence: isRenewal ? held.fence : held.fence + 1 };
    this.leases.set(botId, { ...lease, renewedAt: performance.now() });
    return lease;
  }

  async giveBack({ botId, holder, fence }: Lease): Promise<void> {
    const held = this.leases.get(botId);
    if (held?.holder === holder && held.fence === fence) this.leases.set(botId, { ...held, renewedAt: undefined });
  }

  async announce(presence: Presence): Promise<void> {
    this.presences.set(presence.instance, { ...presence, seenAt: performance.now() });
  }

  async withdraw(instance: string): Promise<void> {
    this.presences.delete(instance);
  }

  async survey({ leaseSeconds, presenceSeconds }: Terms): Promise<Survey> {
    const leases = [...this.leases.values()].filter(({ renewedAt }) => isRecent(renewedAt, leaseSeconds));
    const present = [...this.presences.values()].filter(({ seenAt }) => isRecent(seenAt, presenceSeconds));
    return {
      leases: leases.map(({ botId, holder, fence }) => ({ botId, holder, fence })),
      present: present.map(({ instance, troubles }) => ({ instance, troubles })),
    };
  }
}

const isRecent = (at: number | undefined, seconds: number): boolean =>
  at !== undefined && performance.now() - at < seconds * 1000;
