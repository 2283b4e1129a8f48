/** One thing that the protocol remembers: a code, a token, a grant, a browser that is signed in. */
export type OidcRecord = Readonly<{
  /** A hash of what names it, such as a token. */
  id: string;
  /** Its kind, as the library calls it. */
  model: string;
  /** The session that it came from, and ends with. */
  sessionId?: string;
  /** The grant that it came from, and is revoked with. */
  grantId?: string;
  userId?: string;
  appId?: string;
  /** The hash of the code that a person types for a device. */
  userCodeHash?: string;
  /** Its content, encrypted. */
  sealed: string;
  /** When it was used; it can be used only once. */
  consumedAt?: Date;
  /** For a grant: when the app last got a token under it. */
  usedAt?: Date;
  expiresAt: Date;
}>;

export type OfApp = Readonly<{ userId: string; appId: string }>;

export abstract class OidcRecordRepository {
  /** Replaces the record with the same id, but keeps its `consumedAt` and `usedAt`. */
  abstract put(record: OidcRecord): Promise<void>;
  abstract find(id: string): Promise<OidcRecord | undefined>;
  /** The record of this model and session that expires last. */
  abstract findBySession(model: string, sessionId: string): Promise<OidcRecord | undefined>;
  abstract findByUserCode(userCodeHash: string): Promise<OidcRecord | undefined>;
  /** Of concurrent calls, one succeeds. @returns false if it was used already, or is gone */
  abstract consume(id: string, now: Date): Promise<boolean>;
  abstract noteUse(id: string, now: Date): Promise<void>;
  abstract erase(id: string): Promise<void>;
  /** Erases all that came from the grant. */
  abstract eraseByGrant(grantId: string): Promise<void>;
  abstract eraseByApp(appId: string): Promise<void>;
  /** Erases all that an app has of a person, grants included. @returns how many there were */
  abstract eraseOfUserByApp(of: OfApp): Promise<number>;
  /** The unexpired records of a model that an app has of a person, newest first: `limit` at most. */
  abstract listByApp(model: string, of: OfApp, now: Date, limit: number): Promise<OidcRecord[]>;
  /** The ids, in order, of the apps that have an unexpired record of this model of the person. */
  abstract listApps(model: string, userId: string, now: Date): Promise<string[]>;
  /** Records whose ids come after this one, in order: `limit` at most. */
  abstract listAfter(id: string, limit: number): Promise<OidcRecord[]>;
  /** Replaces `sealed` alone, and only if it still equals `from`. */
  abstract reseal(id: string, from: string, to: string): Promise<void>;
  /** Erases records that expired before that time. @returns how many, `limit` at most */
  abstract eraseOver(before: Date, limit: number): Promise<number>;
}
