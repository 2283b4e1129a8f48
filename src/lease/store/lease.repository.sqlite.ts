import type { SqliteDatabase } from '../../persistence/sqlite/sqlite.database';
import type { Pause } from '../../telegram/gate/bot.gate';
import type { Lease, Presence, Survey } from '../lease';
import { LeaseRepository, type Terms } from './lease.repository';

/**
 * The file's lock is the lease: the instance that has the file open is the only one, and an earlier one is dead. So
 * leases stay in memory, which is all there is to know. Only a pause is stored: it is Telegram's and goes on.
 */
export class SqliteLeaseRepository extends LeaseRepository {
  private readonly leases = new Map<number, Lease & { renewedAt?: number }>();
  private readonly presences = new Map<string, Presence & { seenAt: number }>();
  private readonly queries: ReturnType<typeof prepareQueries>;

  constructor(private readonly database: SqliteDatabase) {
    super();
    this.queries = prepareQueries(database);
  }

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

  async keepPause(botId: number, pause: Pause | undefined): Promise<void> {
    const row = pause && { botId, askedAt: pause.askedAt.getTime(), endsAt: pause.endsAt.getTime() };
    await this.database.write(() => (row ? this.queries.putPause.run(row) : this.queries.dropPause.run({ botId })));
  }

  async pauseOf(botId: number): Promise<Pause | undefined> {
    const row = this.queries.findPause.first({ botId });
    return row && { askedAt: new Date(row.askedAt), endsAt: new Date(row.endsAt) };
  }
}

const prepareQueries = (database: SqliteDatabase) => ({
  putPause: database.query('REPLACE INTO bot_pauses (bot_id, asked_at, ends_at) VALUES (:botId, :askedAt, :endsAt)'),
  dropPause: database.query('DELETE FROM bot_pauses WHERE bot_id = :botId'),
  findPause: database.query<{ botId: number }, { askedAt: number; endsAt: number }>(
    'SELECT asked_at AS askedAt, ends_at AS endsAt FROM bot_pauses WHERE bot_id = :botId',
  ),
});

const isRecent = (at: number | undefined, seconds: number): boolean =>
  at !== undefined && performance.now() - at < seconds * 1000;
