import type { Client } from '../../http/request/client';

/** One signed-in place of one user. */
export type Session = Readonly<{
  id: string;
  userId: string;
  /** The device that it was opened on; a session from before this was kept has none. */
  deviceId?: string;
  /** The way in that was used. */
  door: string;
  browser: string;
  system: string;
  /** From where it was last used, as limits count addresses. */
  address: string;
  createdAt: Date;
  /** When it was opened or refreshed last. */
  usedAt: Date;
  /** It is over from here on; who ends it earlier, ends it here. */
  expiresAt: Date;
  /** It was ended. */
  endedAt?: Date;
  /** What was changed in it of the account, so that its owner can have that undone. */
  changed?: Changed;
}>;

/** By field: what it was before this session, and what the session made of it; null where there is nothing. */
export type Changed = Readonly<Record<string, Readonly<{ from: string | null; to: string | null }>>>;

/** By what a session is refreshed: hashes alone. Sessions from before there were refresh tokens have none. */
export type SessionRecord = Session &
  Readonly<{
    /** Of what all its refresh tokens have in common: its holder once had one of them. */
    familyHash?: string;
    /** Of the one refresh token that is good now. */
    tokenHash?: string;
    /** The client may repeat the request, for no access token of it was shown yet. */
    isUnused?: boolean;
    /** Apps want to be told when it is over, and do not know yet. */
    hasApps?: boolean;
    /** Those before it that were used just now, the latest last: absent before the first was. */
    usedTokens?: readonly UsedToken[];
  }>;

/** The hash of a refresh token, and when it was first used, by the time that all instances share (`clock.now()`). */
export type UsedToken = Readonly<{ hash: string; at: Date }>;

/** As stores keep them: JSON. */
export const toUsedTokens = (json: string): UsedToken[] =>
  (JSON.parse(json) as { hash: string; at: string }[]).map(({ hash, at }) => ({ hash, at: new Date(at) }));

export type Rotation = Readonly<{
  /** Hash of the token that is shown. */
  from: string;
  /** Hash of its successor. */
  to: string;
  /** What is remembered from then on. */
  usedTokens: readonly UsedToken[];
  client: Client;
  usedAt: Date;
  expiresAt: Date;
}>;

/** `before`: only those that are older than the one with this id. */
export type SessionPage = Readonly<{ before?: string; limit: number }>;

export abstract class SessionRepository {
  /** @returns false if there is another session with this id */
  abstract insert(session: SessionRecord): Promise<boolean>;
  abstract find(id: string): Promise<SessionRecord | undefined>;
  /** Those of one user that are kept, over or not, newest first: `limit` of those that are older than `before`. */
  abstract list(userId: string, page: SessionPage): Promise<SessionRecord[]>;
  /** As `list`, without those that are over. */
  abstract listLiving(userId: string, now: Date, page: SessionPage): Promise<SessionRecord[]>;
  /**
   * Puts the successor in the place of the token: of many at the same time, one does.
   * @returns the session as it is then; undefined if it is over at `usedAt`, or its token is another
   */
  abstract rotate(id: string, rotation: Rotation): Promise<SessionRecord | undefined>;
  /** Something else goes on with it, and so it goes on too; one that is over stays over. */
  abstract prolong(id: string, usedAt: Date, expiresAt: Date): Promise<void>;
  /** It is not unused any more. */
  abstract use(id: string): Promise<void>;
  /** Apps are to be told when it is over. */
  abstract attachApps(id: string): Promise<void>;
  /** Those that are over, of which apps are still to be told: `limit` of them, longest over first. */
  abstract listUntold(now: Date, limit: number): Promise<SessionRecord[]>;
  /** Nothing of it is to be told any more. */
  abstract detachApps(id: string): Promise<void>;
  /** In the place of what it kept before. */
  abstract keepChanged(id: string, changed: Changed): Promise<void>;
  /** @returns false if it was over already */
  abstract end(id: string, now: Date): Promise<boolean>;
  /**
   * One page after the other, each for good.
   * @param exceptId goes on
   * @returns how many were not over yet
   */
  abstract endAll(userId: string, now: Date, exceptId?: string): Promise<number>;
  /** @returns how many were erased of those that were over before, `limit` at most */
  abstract eraseOver(before: Date, limit: number): Promise<number>;
}
