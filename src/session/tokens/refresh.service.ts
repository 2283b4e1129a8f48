import { Injectable } from '@nestjs/common';
import { Audit } from '../../audit/audit';
import { clock } from '../../clock';
import { AppError } from '../../errors';
import type { Client } from '../../http/request/client';
import { hashOf } from '../../ids';
import { isSameSecret } from '../../secrets/same-secret';
import { RefreshTokens } from './refresh.tokens';
import { SessionRepository, type SessionRecord } from '../store/session.repository';
import { isOver, SessionService, type Opened } from '../session.service';

/** For so long after its successor was first used, a repeated token may come from a request slow on its way. */
const SLOW_MS = 10_000;
/** How many used tokens one session remembers: if there are more within that time, they are no slow requests. */
const MOST_REMEMBERED = 16;

/**
 * A refresh token is followed by one successor, and yields that same one as long as it is unused: a lost answer costs
 * no session, and parallel requests need no order. Once the successor was used, its answer did reach the client, or
 * someone else: the old token is refused, and after `SLOW_MS` it ends the session (RFC 9700, 4.14.2).
 */
@Injectable()
export class RefreshService {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly service: SessionService,
    private readonly tokens: RefreshTokens,
    private readonly audit: Audit,
  ) {}

  /** @throws AppError `unauthorized` if the token is none or no longer valid, or if its session is over */
  async refresh(token: string, client: Client): Promise<Opened> {
    const found = await this.find(token);
    if (!found) throw new AppError('unauthorized');
    if (isGood(token, found)) {
      const rotated = await this.rotate(token, found, client);
      if (rotated) return this.service.giveOut(rotated, this.tokens.successors(token)[0], clock.wall());
    }
    return this.repeat(token, client);
  }

  /** The session of a refresh token, valid or used. Undefined if the session is over. */
  async find(token: string): Promise<SessionRecord | undefined> {
    const claim = this.tokens.read(token);
    if (!claim) return undefined;
    const found = await this.sessions.find(claim.sessionId);
    const isGenuine = found?.familyHash !== undefined && isSameSecret(hashOf(claim.family), found.familyHash);
    return isGenuine && !isOver(found, clock.wall()) ? found : undefined;
  }

  /** @returns undefined if another request was quicker */
  private rotate(token: string, { id, usedTokens = [] }: SessionRecord, client: Client) {
    const [now, usedAt] = [clock.now(), clock.wall()];
    const [from, to] = [hashOf(token), hashOf(this.tokens.successors(token)[0])];
    const slow = usedTokens.filter(({ at }) => isSlow(at, now)).slice(1 - MOST_REMEMBERED);
    const times = { usedAt, expiresAt: this.service.expiryFrom(usedAt) };
    return this.sessions.rotate(id, { from, to, usedTokens: [...slow, { hash: from, at: now }], client, ...times });
  }

  /** The token was already used: its successor is given out again, unless that was used, too. */
  private async repeat(token: string, client: Client): Promise<Opened> {
    const found = await this.find(token);
    if (!found) throw new AppError('unauthorized');
    const successors = this.tokens.successors(token);
    const unused = successors.find((successor) => isGood(successor, found));
    if (unused) return this.service.giveOut(found, unused, clock.wall());
    const hashes = successors.map(hashOf);
    const used = found.usedTokens?.find(({ hash }) => hashes.includes(hash));
    if (!used || !isSlow(used.at, clock.now())) await this.revoke(found, client);
    throw new AppError('unauthorized');
  }

  /** In the audit before it is done: if the token is shown again later, its session is over, and nothing is noted. */
  private async revoke({ id, userId, createdAt }: SessionRecord, client: Client): Promise<void> {
    const subject = { kind: 'session', id } as const;
    const event = { action: 'session.reuse_detected', actor: { kind: 'anonymous' }, subject, client } as const;
    await this.audit.noteOnce({ ...event, details: { user: userId } }, createdAt, clock.now());
    await this.sessions.end(id, clock.wall());
  }
}

const isGood = (token: string, { tokenHash }: SessionRecord): boolean =>
  tokenHash !== undefined && isSameSecret(hashOf(token), tokenHash);

const isSlow = (usedAt: Date, now: Date): boolean => now.getTime() - usedAt.getTime() < SLOW_MS;
