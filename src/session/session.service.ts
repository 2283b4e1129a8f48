import { Injectable } from '@nestjs/common';
import { clock } from '../clock';
import { Config } from '../config/config';
import { AppError } from '../errors';
import type { Client } from '../http/request/client';
import { hashOf, timeOrderedId } from '../ids';
import { paged } from '../paging';
import { AccessTokens, type AccessToken } from './tokens/access.tokens';
import { DeviceRepository } from './devices/device.repository';
import { RefreshTokens } from './tokens/refresh.tokens';
import { SessionRepository, type Changed, type Session } from './store/session.repository';

const DAY_MS = 86_400_000;
/** More than a person looks through. */
const MOST_LISTED = 200;

/** A session, and the tokens by which it is used and goes on. */
export type Opened = AccessToken &
  Readonly<{
    session: Session;
    refreshToken: string;
    /** It was open already: its client did not get the answer. */
    isAgain?: boolean;
  }>;

type Opening = Readonly<{
  userId: string;
  deviceId?: string;
  door: string;
  client: Client;
  /** That of a session that was promised before. */
  id?: string;
  /** What the tokens of a request that may be repeated are made of: by the key to make them with, or by one before it. */
  seeds?: readonly string[];
}>;

/** Opens sessions, knows them again by their access token, and ends them. Their times are the wall clock's. */
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
   * A new session at each sign-in: none that was known before can become theirs. A repeated request gets the one that
   * it opened, as long as none of its tokens was used.
   * @throws AppError `already_used` where one was, or where the session is another request's
   */
  async open({ id: promised, userId, deviceId, door, client, seeds = [] }: Opening, now: Date): Promise<Opened> {
    const id = promised ?? timeOrderedId(now);
    const refreshToken = this.refreshTokens.first(id, seeds[0]);
    const { address, browser, system } = client;
    const session = {
      ...{ id, userId, deviceId, door, browser, system, address },
      ...{ createdAt: now, usedAt: now, expiresAt: this.expiryFrom(now) },
    };
    const { family } = this.refreshTokens.read(refreshToken)!;
    const hashes = { familyHash: hashOf(family), tokenHash: hashOf(refreshToken) };
    const isUnused = seeds.length > 0 || undefined;
    if (await this.sessions.insert({ ...session, ...hashes, isUnused }))
      return this.giveOut(session, refreshToken, now);
    return this.openAgain(id, seeds, now);
  }

  find(id: string): Promise<Session | undefined> {
    return this.sessions.find(id);
  }

  /** Those of a user that are kept, over or not, newest first. */
  all(userId: string): AsyncGenerator<Session> {
    return paged((last, limit) => this.sessions.list(userId, { before: last?.id, limit }));
  }

  /** Those of a user that are not over: the newest of them, newest first. */
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
   * Before it is done: the owner of the account can have it undone. What another request changes in the same session at
   * the same moment may be left out.
   */
  async noteChanges({ id, changed = {} }: Session, changes: Changed): Promise<void> {
    const firsts = Object.entries(changes).map(([field, { from, to }]) => [
      field,
      { from: (changed[field] ?? { from }).from, to },
    ]);
    await this.sessions.keepChanged(id, { ...changed, ...Object.fromEntries(firsts) } as Changed);
  }

  /** An app goes on with what it has of this session. */
  async prolong(id: string, now: Date): Promise<void> {
    await this.sessions.prolong(id, now, this.expiryFrom(now));
  }

  /** At once, its access token included. @returns false if there was nothing to end */
  end(id: string, now: Date): Promise<boolean> {
    return this.sessions.end(id, now);
  }

  /** As `end`, and what it was opened on knows no account any more: it may be in other hands. */
  async endElsewhere(id: string, now: Date): Promise<boolean> {
    const [isEnded] = await Promise.all([this.end(id, now), this.devices.eraseOf(id)]);
    return isEnded;
  }

  /**
   * The one who opened it is not its owner: what was opened on that device since ends with it.
   * @returns all of that, newest first
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
   * Everywhere, and no device knows the account any more.
   * @param exceptId goes on, and so does what it was opened on
   * @returns how many were ended
   */
  async endAll(userId: string, now: Date, exceptId?: string): Promise<number> {
    const [ended] = await Promise.all([
      this.sessions.endAll(userId, now, exceptId),
      this.devices.eraseAll(userId, exceptId),
    ]);
    return ended;
  }

  /** @throws AppError `unauthorized` for a token that is not ours, is over, or whose session ended */
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
    const seed = seeds.find((each) => session?.tokenHash === hashOf(this.refreshTokens.first(id, each)));
    if (!session?.isUnused || isOver(session, now) || seed === undefined) throw new AppError('already_used');
    return { ...this.giveOut(session, this.refreshTokens.first(id, seed), now), isAgain: true };
  }

  /**
   * Counted from the last use: people expect to stay signed in where they come back, and to be signed out where they do
   * not. A stolen token is no reason for an earlier end: its reuse ends the session.
   */
  expiryFrom(now: Date): Date {
    return new Date(now.getTime() + this.config.session.refreshTokenTtlDays * DAY_MS);
  }
}

export const isOver = ({ expiresAt, endedAt }: Session, now: Date): boolean =>
  endedAt !== undefined || expiresAt <= now;
