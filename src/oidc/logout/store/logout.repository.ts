import type { OfApp } from '../../store/oidc.record.repository';

/** A person's sign-in at an app that wants to be told when it ends (OpenID Connect Back-Channel Logout 1.0). */
export type Logout = Readonly<{
  /** By which the app knows the sign-in: its `sid`. */
  id: string;
  /** The session that it came of last, and ends with. */
  sessionId: string;
  userId: string;
  appId: string;
  /**
   * The app as the protocol's library knew it then, without its secret, as JSON: an app that `APPS_FILE` has no more is told,
   * too. Absent where an older version wrote it.
   */
  client?: string;
  /** When the app is told next, or another instance takes over from a holder that is gone; absent while the sign-in lives. */
  dueAt?: Date;
  /** How often it was tried. */
  attempts: number;
}>;

/** One that is being told, until `dueAt`. */
export type HeldLogout = Logout & Readonly<{ dueAt: Date }>;

/** The sign-ins that apps are told the end of. Each method changes each row that it touches in one atomic write. */
export abstract class LogoutRepository {
  /** In the place of the one with the same id: the person has signed in again, and nothing of before is told. */
  abstract keep(logout: Omit<Logout, 'dueAt' | 'attempts'>): Promise<void>;
  /** It has ended: due at once, unless it ended before. So do the next three, for all that came of one thing. */
  abstract end(id: string, now: Date): Promise<void>;
  abstract endBySession(sessionId: string, now: Date): Promise<void>;
  abstract endByApp(appId: string, now: Date): Promise<void>;
  abstract endOfUserByApp(of: OfApp, now: Date): Promise<void>;
  /** Leases what is due, longest due first: until `leaseEnds` each has one holder. */
  abstract claimDue(now: Date, leaseEnds: Date, limit: number): Promise<HeldLogout[]>;
  /** It is told once more then. Does nothing if the caller no longer holds it. */
  abstract postpone(held: HeldLogout, dueAt: Date): Promise<void>;
  /** The app knows, or is told no more. Does nothing if the caller no longer holds it. */
  abstract forget(held: HeldLogout): Promise<void>;
  /** Those that live: their session is over, and was not ended. */
  abstract forgetBySession(sessionId: string): Promise<void>;
  /** How many are still to be told. */
  abstract countDue(): Promise<number>;
}
