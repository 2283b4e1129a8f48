import { Injectable } from '@nestjs/common';
import { Audit } from '../audit/audit';
import { clock } from '../clock';
import { AppError } from '../errors';
import type { Client } from '../http/client';
import { RefreshService } from './refresh.service';
import type { Session } from './session.repository';
import { SessionService } from './session.service';

/** What a request shows of its session: it may have several, and some of them may be good for nothing any more. */
export type Shown = Readonly<{ accessToken?: string; refreshTokens: readonly (string | undefined)[] }>;

/** People end sessions of their own. */
@Injectable()
export class SignOutService {
  constructor(
    private readonly sessions: SessionService,
    private readonly refreshing: RefreshService,
    private readonly audit: Audit,
  ) {}

  /** Ends what was shown. Whoever shows nothing good is not told so: they are signed out all the same. */
  async logout({ accessToken, refreshTokens }: Shown, client: Client): Promise<void> {
    const found = await Promise.all([
      accessToken && this.authenticate(accessToken),
      ...refreshTokens.map((token) => token && this.refreshing.find(token)),
    ]);
    for (const session of found) if (session) await this.end(session, client);
  }

  /** @throws AppError `not_found` for what is not a living session of the same user */
  async endOne(id: string, current: Session, client: Client): Promise<void> {
    const session = (await this.sessions.list(current.userId)).find((each) => each.id === id);
    const isOwn = id === current.id;
    if (!session || !(await this.end(session, client, isOwn))) throw new AppError('not_found');
  }

  /** @returns how many there were */
  async endOthers({ id, userId }: Session, client: Client): Promise<number> {
    const ended = await this.sessions.endAll(userId, clock.wall(), id);
    const who = { actor: { kind: 'user', id: userId }, subject: { kind: 'user', id: userId } } as const;
    await this.audit.note({ action: 'session.others_ended', ...who, client, details: { ended } }, clock.now());
    return ended;
  }

  private async end({ id, userId }: Session, client: Client, isHere = true): Promise<boolean> {
    const now = clock.wall();
    if (!(await (isHere ? this.sessions.end(id, now) : this.sessions.endElsewhere(id, now)))) return false;
    const who = { actor: { kind: 'user', id: userId }, subject: { kind: 'session', id } } as const;
    await this.audit.note({ action: 'session.ended', ...who, client }, clock.now());
    return true;
  }

  private authenticate(token: string): Promise<Session | undefined> {
    return this.sessions.authenticate(token, clock.wall()).catch((error: unknown) => {
      if (error instanceof AppError && error.code === 'unauthorized') return undefined;
      throw error;
    });
  }
}
