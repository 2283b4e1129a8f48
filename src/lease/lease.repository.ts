import type { Lease } from './lease';

/** One lease a bot. The store's clock alone decides when one is over. */
export abstract class LeaseRepository {
  /**
   * Renews the lease for who holds it; takes it, with a new fence, if nobody does or if its holder has not renewed it for
   * `leaseSeconds`. Answers the lease as it stands then: whose it is, its `holder` says.
   * @throws AppError `storage_unavailable`
   */
  abstract take(botId: number, holder: string, leaseSeconds: number): Promise<Lease>;
  /** Whoever asks next gets it. Does nothing if it has passed on. */
  abstract giveBack(lease: Lease): Promise<void>;
}
