/** One thing that the protocol remembers: a code, a token, what a person allowed, a browser that is signed in. */
export type OidcRecord = Readonly<{
  /** The hash of what names it: of a token, say. */
  id: string;
  /** What it is, in the words of the protocol's library. */
  model: string;
  /** The session that it came of, and ends with. */
  sessionId?: string;
  /** What it was allowed by, and is revoked with. */
  grantId?: string;
  userId?: string;
  appId?: string;
  /** The hash of the code that a person types for a device. */
  userCodeHash?: string;
  /** What it says, encrypted. */
  sealed: string;
  /** It was used, and can be used once. */
  consumedAt?: Date;
  /** Of what a person allowed: when the app was last given a token by it. */
  usedAt?: Date;
  expiresAt: Date;
}>;

export type OfApp = Readonly<{ userId: string; appId: string }>;

export abstract class OidcRecordRepository {
  /** In the place of the one with the same id; that and when it was used stays. */
  abstract put(record: OidcRecord): Promise<void>;
  abstract find(id: string): Promise<OidcRecord | undefined>;
  /** The one of a kind that came of this session last. */
  abstract findBySession(model: string, sessionId: string): Promise<OidcRecord | undefined>;
  abstract findByUserCode(userCodeHash: string): Promise<OidcRecord | undefined>;
  /** Of many at the same time, one does. @returns false if it was used already, or is gone */
  abstract consume(id: string, now: Date): Promise<boolean>;
  abstract noteUse(id: string, now: Date): Promise<void>;
  abstract erase(id: string): Promise<void>;
  /** All that was allowed by it. */
  abstract eraseByGrant(grantId: string): Promise<void>;
  abstract eraseByApp(appId: string): Promise<void>;
  /** All that an app has of a person, and that it was allowed. @returns how many there were */
  abstract eraseOfUserByApp(of: OfApp): Promise<number>;
  /** Those of a kind that an app has of a person and that are not over, newest first: `limit` at most. */
  abstract listByApp(model: string, of: OfApp, now: Date, limit: number): Promise<OidcRecord[]>;
  /** The ids of the apps that have one of a kind of a person that is not over, in their order. */
  abstract listApps(model: string, userId: string, now: Date): Promise<string[]>;
  /** Those whose ids come after this one, in their order: `limit` at most. */
  abstract listAfter(id: string, limit: number): Promise<OidcRecord[]>;
  /** Nothing else of it changes, and nothing at all where it says something else by now, or is gone. */
  abstract reseal(id: string, from: string, to: string): Promise<void>;
  /** @returns how many were erased of those that were over before, `limit` at most */
  abstract eraseOver(before: Date, limit: number): Promise<number>;
}
