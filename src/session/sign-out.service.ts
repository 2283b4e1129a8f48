import { Injectable } from '@nestjs/common';
import { Audit } from '../audit/audit';
import { clock } from '../clock';
import { AppError } from '../errors';
import type { Source } from '../http/request/client';
import { Database } from '../persistence/database';
import { assertFresh } from './fresh';
import { RefreshService } from './tokens/refresh.service';
import type { Session } from './store/session.repository';
import { isOver, SessionService } from './session.service';

/** The tokens that a request shows: there may be several, and some may no longer be valid. */
export type Shown = Readonly<{ accessToken?: string; refreshTokens: readonly (string | undefined)[] }>;

/** Ends people's own sessions. Each end is in the audit before it is done, so no crash hides it. */
@Injectable()
export class SignOutService {
  constructor(
    private readonly sessions: SessionService,
    private readonly refreshing: RefreshService,
    private readonly audit: Audit,
    private readonly database: Database,
  ) {}

  /** Ends the shown sessions. A client that shows no valid token is not told so: it is signed out all the same. */
  async logout({ accessToken, refreshTokens }: Shown, source: Source): Promise<void> {
    const found = await Promise.all([
      accessToken && this.authenticate(accessToken),
      ...refreshTokens.map((token) => token && this.refreshing.find(token)),
    ]);
    for (const session of found) if (session) await this.end(session, source);
  }

  /**
   * @throws AppError `not_found` if it is not a living session of the same user; `fresh_sign_in_required` unless it is
   * the current one
   */
  async endOne(id: string, current: Session, source: Source): Promise<void> {
    const isOwn = id === current.id;
    if (!isOwn) assertFresh(current);
    const session = await this.sessions.find(id);
    if (session?.userId !== current.userId || !(await this.end(session, source, isOwn)))
      throw new AppError('not_found');
  }

  /** @returns how many were ended. @throws AppError `fresh_sign_in_required` */
  async endOthers(current: Session, source: Source): Promise<number> {
    assertFresh(current);
    const { id, userId } = current;
    const now = clock.wall();
    const ended = await this.sessions.countOthers(current, now);
    const who = { actor: { kind: 'user', id: userId }, subject: { kind: 'user', id: userId } } as const;
    const event = { action: 'session.others_ended', ...who, ...source, details: { ended } } as const;
    if (ended > 0) await this.audit.note(event, clock.now());
    return this.sessions.endAll(userId, now, id);
  }

  private async end(session: Session, source: Source, isHere = true): Promise<boolean> {
    const { id, userId, createdAt } = session;
    const now = clock.wall();
    if (isOver(session, now)) return false;
    const who = { actor: { kind: 'user', id: userId }, subject: { kind: 'session', id } } as const;
    return this.database.together(async () => {
      await this.audit.noteOnce({ action: 'session.ended', ...who, ...source }, createdAt, clock.now());
      return isHere ? this.sessions.end(id, now) : this.sessions.endElsewhere(id, now);
    });
  }

  private authenticate(token: string): Promise<Session | undefined> {
    return this.sessions.authenticate(token, clock.wall()).catch((error: unknown) => {
      if (error instanceof AppError && error.code === 'unauthorized') return undefined;
      throw error;
    });
  }
}
