import type { Pause } from '../../telegram/gate/bot.gate';
import type { Lease, Presence, Survey } from '../lease';

/** How long a lease and a presence last unless they are renewed. */
export type Terms = Readonly<{ leaseSeconds: number; presenceSeconds: number }>;

/** One lease per bot, and the instances that are present. The store's clock alone decides when either is over. */
export abstract class LeaseRepository {
  /**
   * Renews the lease if `holder` has it; takes it, with a new fence, if it is free or if its holder has not renewed it
   * for `leaseSeconds`. Returns the lease as it then stands: its `holder` says whose it is.
   * @throws AppError `storage_unavailable`
   */
  abstract take(botId: number, holder: string, leaseSeconds: number): Promise<Lease>;
  /** The next instance that asks gets it. Does nothing if the lease has passed on already. */
  abstract giveBack(lease: Lease): Promise<void>;
  /** Says that an instance is alive; replaces what it said before. */
  abstract announce(presence: Presence): Promise<void>;
  /** Says that this instance takes no more leases. */
  abstract withdraw(instance: string): Promise<void>;
  /** Takes nothing: returns the leases that are held, and the instances announced within the terms. */
  abstract survey(terms: Terms): Promise<Survey>;
  /** Keeps the pause that Telegram asked of a bot that was leased before; without `pause`, forgets it. */
  abstract keepPause(botId: number, pause: Pause | undefined): Promise<void>;
  /** The pause that was kept last, over or not; it outlives its holder. */
  abstract pauseOf(botId: number): Promise<Pause | undefined>;
}
