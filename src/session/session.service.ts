import { Injectable } from '@nestjs/common';
import { clock } from '../clock';
import { Config } from '../config/config';
import { AppError } from '../errors';
import type { Client } from '../http/request/client';
import { hashOf, timeOrderedId } from '../ids';
import { paged } from '../paging';
import type { Door } from '../verification/verification';
import { AccessTokens, type AccessToken } from './tokens/access.tokens';
import { DeviceRepository } from './devices/device.repository';
import { RefreshTokens } from './tokens/refresh.tokens';
import { SessionRepository, type Changed, type Session } from './store/session.repository';

const DAY_MS = 86_400_000;
/** More than a person looks through. */
const MOST_LISTED = 200;

/** A session, and the tokens with which it is used and refreshed. */
export type Opened = AccessToken &
  Readonly<{
    session: Session;
    refreshToken: string;
    /** It was already open: the client is retrying because it missed the answer. */
    isAgain?: boolean;
  }>;

type Opening = Readonly<{
  userId: string;
  deviceId?: string;
  door: Door;
  client: Client;
  /** The id of the session, if one was promised before. */
  id?: string;
  /** What the tokens of a repeatable request are derived from: the current key's seed, then those of earlier keys. */
  seeds?: readonly string[];
}>;

/** Opens sessions, recognises them by their access token, and ends them. Their times are the wall clock's. */
@Injectable()
export class SessionService {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly devices: DeviceRepository,
    private readonly accessTokens: AccessTokens,
    private readonly refreshTokens: RefreshTokens,
    private readonly config: Config,
  ) {}

  /**
   * Each sign-in opens a new session: none that was known before can become the person's. A repeated request gets the
   * session that it opened, as long as none of its tokens was used.
   * @throws AppError `already_used` if one was, or if the session belongs to another request
   */
  async open({ id: promised, userId, deviceId, door, client, seeds = [] }: Opening, now: Date): Promise<Opened> {
    const id = promised ?? timeOrderedId(now);
    const { token: refreshToken, family } = this.refreshTokens.first(id, seeds[0]);
    const { address, browser, system } = client;
    const session = {
      ...{ id, userId, deviceId, door, browser, system, address },
      ...{ createdAt: now, usedAt: now, expiresAt: this.expiryFrom(now) },
    };
    const hashes = { familyHash: hashOf(family), tokenHash: hashOf(refreshToken) };
    const isUnused = seeds.length > 0 || undefined;
    if (await this.sessions.insert({ ...session, ...hashes, isUnused }))
      return this.giveOut(session, refreshToken, now);
    return this.openAgain(id, seeds, now);
  }

  find(id: string): Promise<Session | undefined> {
    return this.sessions.find(id);
  }

  /** A user's stored sessions, over or not, newest first. */
  all(userId: string): AsyncGenerator<Session> {
    return paged((last, limit) => this.sessions.list(userId, { before: last?.id, limit }));
  }

  /** A user's sessions that are not over: the latest `MOST_LISTED`, newest first. */
  list(userId: string, now = clock.wall()): Promise<Session[]> {
    return this.sessions.listLiving(userId, now, { limit: MOST_LISTED });
  }

  /** How many of a user's other sessions are not over. */
  async countOthers({ id, userId }: Session, now: Date): Promise<number> {
    let count = 0;
    const living = paged<Session>((last, limit) => this.sessions.listLiving(userId, now, { before: last?.id, limit }));
    for await (const each of living) if (each.id !== id) count++;
    return count;
  }

  /**
   * Notes changes before they are made, so that the account's owner can have them undone. A change that a parallel
   * request makes in the same session may be left out.
   */
  async noteChanges({ id, changed = {} }: Session, changes: Changed): Promise<void> {
    const firsts = Object.entries(changes).map(([field, { from, to }]) => [
      field,
      { from: (changed[field] ?? { from }).from, to },
    ]);
    await this.sessions.keepChanged(id, { ...changed, ...Object.fromEntries(firsts) } as Changed);
  }

  /** Prolongs the session for an app that goes on using it. */
  async prolong(id: string, now: Date): Promise<void> {
    await this.sessions.prolong(id, now, this.expiryFrom(now));
  }

  /** Ends the session at once, including its access token. @returns false if there was nothing to end */
  end(id: string, now: Date): Promise<boolean> {
    return this.sessions.end(id, now);
  }

  /** As `end`, and the account forgets the device on which it was opened: that may be in other hands. */
  async endElsewhere(id: string, now: Date): Promise<boolean> {
    const [isEnded] = await Promise.all([this.end(id, now), this.devices.eraseOf(id)]);
    return isEnded;
  }

  /**
   * The person who opened it is not the account's owner: all that was opened on that device since ends with it.
   * @returns all those sessions, newest first
   */
  async disown(session: Session, now: Date): Promise<Session[]> {
    const { id, userId, deviceId } = session;
    if (deviceId === undefined) return this.endElsewhere(id, now).then(() => [session]);
    const theirs: Session[] = [];
    for await (const each of this.all(userId))
      if (each.deviceId === deviceId && each.createdAt >= session.createdAt) theirs.push(each);
    await Promise.all([this.devices.erase(deviceId, userId), ...theirs.map((each) => this.end(each.id, now))]);
    return theirs;
  }

  /**
   * Ends a user's sessions everywhere; the account forgets all devices.
   * @param exceptId goes on, and so does the device on which it was opened
   * @returns how many were ended
   */
  async endAll(userId: string, now: Date, exceptId?: string): Promise<number> {
    const [ended] = await Promise.all([
      this.sessions.endAll(userId, now, exceptId),
      this.devices.eraseAll(userId, exceptId),
    ]);
    return ended;
  }

  /** @throws AppError `unauthorized` if the token is not ours or has expired, or if its session is over */
  async authenticate(token: string, now: Date): Promise<Session> {
    const { sid, sub } = this.accessTokens.verify(token, now);
    const session = await this.sessions.find(sid);
    if (session?.userId !== sub || isOver(session, now)) throw new AppError('unauthorized');
    if (session.isUnused) await this.sessions.use(session.id);
    return session;
  }

  giveOut(session: Session, refreshToken: string, now: Date): Opened {
    return { session, refreshToken, ...this.accessTokens.sign(session, now) };
  }

  private async openAgain(id: string, seeds: readonly string[], now: Date): Promise<Opened> {
    const session = await this.sessions.find(id);
    const tokens = seeds.map((seed) => this.refreshTokens.first(id, seed).token);
    const token = tokens.find((each) => session?.tokenHash === hashOf(each));
    if (!session?.isUnused || isOver(session, now) || token === undefined) throw new AppError('already_used');
    return { ...this.giveOut(session, token, now), isAgain: true };
  }

  /**
   * Counted from the last use: people expect to stay signed in where they keep coming back, and to be signed out where
   * they do not. A stolen token is no reason for an earlier end: its reuse ends the session.
   */
  expiryFrom(now: Date): Date {
    return new Date(now.getTime() + this.config.session.refreshTokenTtlDays * DAY_MS);
  }
}

export const isOver = ({ expiresAt, endedAt }: Session, now: Date): boolean =>
  endedAt !== undefined || expiresAt <= now;
