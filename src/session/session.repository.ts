/** One signed-in place of one user. */
export type Session = Readonly<{
  id: string;
  userId: string;
  /** The way in that was used. */
  door: string;
  browser: string;
  system: string;
  createdAt: Date;
  expiresAt: Date;
}>;

export abstract class SessionRepository {
  abstract insert(session: Session): Promise<void>;
  abstract find(id: string): Promise<Session | undefined>;
}
