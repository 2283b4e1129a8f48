import type { Pause } from '../../telegram/gate/bot.gate';
import type { Lease, Presence, Survey } from '../lease';

/** For how long a lease or a presence lasts that is not renewed. */
export type Terms = Readonly<{ leaseSeconds: number; presenceSeconds: number }>;

/** One lease a bot, and which instances there are. The store's clock alone decides when one is over. */
export abstract class LeaseRepository {
  /**
   * Renews the lease for who holds it; takes it, with a new fence, if it is free or if its holder has not renewed it for
   * `leaseSeconds`. Answers the lease as it stands then: whose it is, its `holder` says.
   * @throws AppError `storage_unavailable`
   */
  abstract take(botId: number, holder: string, leaseSeconds: number): Promise<Lease>;
  /** The next that asks gets it. Does nothing if it has passed on. */
  abstract giveBack(lease: Lease): Promise<void>;
  /** This instance lives; what it tells takes the place of what it told before. */
  abstract announce(presence: Presence): Promise<void>;
  /** This instance takes no lease any more. */
  abstract withdraw(instance: string): Promise<void>;
  /** Takes nothing: who holds what, and who was announced within the terms. */
  abstract survey(terms: Terms): Promise<Survey>;
  /** The pause that Telegram asked of a bot that was leased before; without `pause`, there is none any more. */
  abstract keepPause(botId: number, pause: Pause | undefined): Promise<void>;
  /** The pause that was kept last, over or not; it outlives its holder. */
  abstract pauseOf(botId: number): Promise<Pause | undefined>;
}
