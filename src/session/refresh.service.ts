import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Audit } from '../audit/audit';
import { clock } from '../clock';
import { AppError } from '../errors';
import type { Client } from '../http/client';
import { hashOf } from '../ids';
import { isSameSecret } from '../same-secret';
import { Bursts } from './bursts';
import { RefreshTokens } from './refresh.tokens';
import { SessionRepository, type SessionRecord } from './session.repository';
import { isOver, SessionService, type Opened } from './session.service';

/** What reaches another process at the same moment is seen there within this time; the last of many takes longer. */
const SEEN_WITHIN_MS = 150;
const LONGER_FOR_EACH_MS = 25;
const MOST_MS = 1_000;
/** What the times that processes go by may differ. */
const TIMES_APART_MS = 20;

/**
 * Each refresh token is good once (RFC 9700). Of many that come at the same time one is rotated, and all are given its
 * successor. One that comes after that was answered is in the wrong hands, or its successor is: the whole family ends.
 */
@Injectable()
export class RefreshService {
  private readonly bursts = new Bursts<SessionRecord | undefined>();

  constructor(
    private readonly sessions: SessionRepository,
    private readonly service: SessionService,
    private readonly tokens: RefreshTokens,
    private readonly audit: Audit,
  ) {}

  /** @throws AppError `unauthorized` for a token that is none, is not good any more, or whose session is over */
  async refresh(token: string, client: Client): Promise<Opened> {
    const arrivedAt = clock.now();
    if (!this.tokens.read(token)) throw new AppError('unauthorized');
    const [rotated, found] = await Promise.all([
      this.bursts.join(hashOf(token), (count) => this.rotate(token, client, count)),
      this.find(token),
    ]);
    if (!found) throw new AppError('unauthorized');
    if (rotated) return this.service.giveOut(rotated, this.tokens.successors(token)[0], clock.wall());
    return this.follow(token, { arrivedAt, found, client });
  }

  /** The session of a refresh token: the one that is good now, or one before it. Undefined if it is over. */
  async find(token: string): Promise<SessionRecord | undefined> {
    const claim = this.tokens.read(token);
    const found = claim && (await this.sessions.find(claim.sessionId));
    const isGenuine = found?.familyHash !== undefined && isSameSecret(hashOf(claim!.family), found.familyHash);
    return isGenuine && !isOver(found, clock.wall()) ? found : undefined;
  }

  /** @returns undefined if the token is not good, or another process was quicker */
  private async rotate(token: string, client: Client, count: number): Promise<SessionRecord | undefined> {
    const found = await this.find(token);
    if (!found || !isGood(token, found)) return undefined;
    const usedAt = clock.wall();
    const hashes = { from: hashOf(token), to: hashOf(this.tokens.successors(token)[0]) };
    const seenWithinMs = Math.min(SEEN_WITHIN_MS + (count - 1) * LONGER_FOR_EACH_MS, MOST_MS);
    const rotatedAt = this.sessions.isShared ? clock.in(seenWithinMs) : clock.now();
    const times = { usedAt, rotatedAt, expiresAt: this.service.expiryFrom(usedAt) };
    const rotated = await this.sessions.rotate(found.id, { ...hashes, ...times, client });
    if (rotated) await this.untilAnswerable(rotated);
    return rotated;
  }

  /** It was rotated already. Parallel is what found it good, or came before anybody was answered. */
  private async follow(token: string, { arrivedAt, found, client }: Arrival): Promise<Opened> {
    const wasGood = isGood(token, found);
    const session = wasGood ? await this.find(token) : found;
    const isParallel = wasGood || (session?.rotatedAt !== undefined && arrivedAt < session.rotatedAt);
    if (!isParallel) await this.revoke(found, client);
    const successor = this.tokens.successors(token).find((each) => hashOf(each) === session?.tokenHash);
    // Nothing if the successor was used already, too: a token that is not good must not be given to anybody.
    if (!session || !isParallel || !successor) throw new AppError('unauthorized');
    await this.untilAnswerable(session);
    return this.service.giveOut(session, successor, clock.wall());
  }

  /** By its time alone, another process tells what came before an answer from what came after it. */
  private async untilAnswerable({ rotatedAt }: SessionRecord): Promise<void> {
    if (!this.sessions.isShared || !rotatedAt) return;
    const waitMs = rotatedAt.getTime() + TIMES_APART_MS - clock.now().getTime();
    if (waitMs > 0) await pause(Math.min(waitMs, MOST_MS + TIMES_APART_MS));
  }

  private async revoke({ id, userId }: SessionRecord, client: Client): Promise<void> {
    if (!(await this.sessions.end(id, clock.wall()))) return;
    const subject = { kind: 'session', id } as const;
    const event = { action: 'session.reuse_detected', actor: { kind: 'anonymous' }, subject, client } as const;
    await this.audit.note({ ...event, details: { user: userId } }, clock.now());
  }
}

const isGood = (token: string, { tokenHash }: SessionRecord): boolean =>
  tokenHash !== undefined && isSameSecret(hashOf(token), tokenHash);

type Arrival = Readonly<{ arrivedAt: Date; found: SessionRecord; client: Client }>;
