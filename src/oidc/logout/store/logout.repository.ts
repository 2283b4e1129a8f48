import type { OfApp } from '../../store/oidc.record.repository';

/** A person's sign-in at an app that wants to be told when it ends (OpenID Connect Back-Channel Logout 1.0). */
export type Logout = Readonly<{
  /** The `sid` by which the app knows the sign-in. */
  id: string;
  /** The session that the sign-in came from last, and ends with. */
  sessionId: string;
  userId: string;
  appId: string;
  /**
   * The client metadata of the app at that time, as JSON without the secret: an app that has since been removed from
   * `APPS_FILE` is told, too. Absent if an older version wrote the row.
   */
  client?: string;
  /** The next attempt or, while an instance holds the row, the end of its lease; absent while the sign-in lives. */
  dueAt?: Date;
  /** How often it was tried. */
  attempts: number;
}>;

/** A logout that one instance holds until `dueAt`. */
export type HeldLogout = Logout & Readonly<{ dueAt: Date }>;

/** Sign-ins whose end apps are told. Each method changes each row that it touches in one atomic write. */
export abstract class LogoutRepository {
  /** Replaces a row with the same id: the person has signed in again, and the earlier end is no longer told. */
  abstract keep(logout: Omit<Logout, 'dueAt' | 'attempts'>): Promise<void>;
  /** Ends the sign-in: due at once, unless it ended before. The next three do the same for all rows that match. */
  abstract end(id: string, now: Date): Promise<void>;
  abstract endBySession(sessionId: string, now: Date): Promise<void>;
  abstract endByApp(appId: string, now: Date): Promise<void>;
  abstract endOfUserByApp(of: OfApp, now: Date): Promise<void>;
  /** Leases what is due, longest due first: until `leaseEnds` each has one holder. */
  abstract claimDue(now: Date, leaseEnds: Date, limit: number): Promise<HeldLogout[]>;
  /** Retries at `dueAt`. Does nothing if the caller no longer holds it. */
  abstract postpone(held: HeldLogout, dueAt: Date): Promise<void>;
  /** The app was told, or is given up. Does nothing if the caller no longer holds it. */
  abstract forget(held: HeldLogout): Promise<void>;
  /** Drops the living sign-ins of a session that expired without being ended. */
  abstract forgetBySession(sessionId: string): Promise<void>;
  /** How many logouts are still to be delivered. */
  abstract countDue(): Promise<number>;
}
