import type { Client } from '../../http/request/client';

/** One place where a user is signed in. */
export type Session = Readonly<{
  id: string;
  userId: string;
  /** The device that it was opened on; absent on sessions from before this was kept. */
  deviceId?: string;
  /** The way in that was used. */
  door: string;
  browser: string;
  system: string;
  /** The address from which it was last used, as the limits count addresses. */
  address: string;
  createdAt: Date;
  /** When it was opened or refreshed last. */
  usedAt: Date;
  /** The session is over from then on; ending it earlier sets this to the time of the end. */
  expiresAt: Date;
  /** When it was ended, if it did not just expire. */
  endedAt?: Date;
  /** What was changed of the account in this session, so that the account's owner can have it undone. */
  changed?: Changed;
}>;

/** By field: its value before this session, and the value that the session gave it; null if there is none. */
export type Changed = Readonly<Record<string, Readonly<{ from: string | null; to: string | null }>>>;

/** What a session is refreshed by, as hashes only. Sessions from before there were refresh tokens have none. */
export type SessionRecord = Session &
  Readonly<{
    /** Hash of what all its refresh tokens have in common: showing that proves that one of them was held. */
    familyHash?: string;
    /** Hash of the one refresh token that is valid now. */
    tokenHash?: string;
    /** The client may repeat the request, since no access token of the session was shown yet. */
    isUnused?: boolean;
    /** Apps want to be told when it is over, and have not been told yet. */
    hasApps?: boolean;
    /** The tokens before that one that were used just now, the latest last: absent before the first was. */
    usedTokens?: readonly UsedToken[];
  }>;

/** The hash of a refresh token, and when it was first used, by the time that all instances share (`clock.now()`). */
export type UsedToken = Readonly<{ hash: string; at: Date }>;

/** Reads them as stores keep them: as JSON. */
export const toUsedTokens = (json: string): UsedToken[] =>
  (JSON.parse(json) as { hash: string; at: string }[]).map(({ hash, at }) => ({ hash, at: new Date(at) }));

export type Rotation = Readonly<{
  /** Hash of the token shown. */
  from: string;
  /** Hash of its successor. */
  to: string;
  /** The used tokens that are remembered from then on. */
  usedTokens: readonly UsedToken[];
  client: Client;
  usedAt: Date;
  expiresAt: Date;
}>;

/** `before`: only sessions older than the one with this id. */
export type SessionPage = Readonly<{ before?: string; limit: number }>;

export abstract class SessionRepository {
  /** @returns false if there is another session with this id */
  abstract insert(session: SessionRecord): Promise<boolean>;
  abstract find(id: string): Promise<SessionRecord | undefined>;
  /** A user's stored sessions, over or not, newest first: at most `limit` of those older than `before`. */
  abstract list(userId: string, page: SessionPage): Promise<SessionRecord[]>;
  /** As `list`, without those that are over. */
  abstract listLiving(userId: string, now: Date, page: SessionPage): Promise<SessionRecord[]>;
  /**
   * Replaces the token with its successor: of parallel calls, one does.
   * @returns the session as it is then; undefined if it is over at `usedAt`, or its token is a different one
   */
  abstract rotate(id: string, rotation: Rotation): Promise<SessionRecord | undefined>;
  /** Prolongs a session that something else goes on using; one that is over stays over. */
  abstract prolong(id: string, usedAt: Date, expiresAt: Date): Promise<void>;
  /** Clears `isUnused`. */
  abstract use(id: string): Promise<void>;
  /** Apps are to be told when it is over. */
  abstract attachApps(id: string): Promise<void>;
  /** Sessions that are over, and of which apps are still to be told: at most `limit`, longest over first. */
  abstract listOverWithApps(now: Date, limit: number): Promise<SessionRecord[]>;
  /** Apps no longer need to be told when it is over. */
  abstract detachApps(id: string): Promise<void>;
  /** Replaces what was kept before. */
  abstract keepChanged(id: string, changed: Changed): Promise<void>;
  /** @returns false if it was over already */
  abstract end(id: string, now: Date): Promise<boolean>;
  /**
   * Ends sessions page by page, each page durably.
   * @param exceptId goes on
   * @returns how many were not over yet
   */
  abstract endAll(userId: string, now: Date, exceptId?: string): Promise<number>;
  /** Erases at most `limit` sessions that were over before `before`. @returns how many */
  abstract eraseOver(before: Date, limit: number): Promise<number>;
}
