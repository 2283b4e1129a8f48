import { Injectable } from '@nestjs/common';
import type { AdapterPayload } from 'oidc-provider';
import { clock } from '../../clock';
import { SessionRepository } from '../../session/store/session.repository';
import type { OfApp } from '../store/oidc.record.repository';
import { LogoutRepository } from './store/logout.repository';

const AT_A_TIME = 100;

/**
 * The sign-ins whose end apps want to be told. A session with such sign-ins is marked, also after it has ended, and a
 * due logout stays in the store until it is delivered: neither a crash nor an app that is down loses it.
 */
@Injectable()
export class Logouts {
  constructor(
    private readonly logouts: LogoutRepository,
    private readonly sessions: SessionRepository,
  ) {}

  /** An app is about to get a code. The session is marked last, so that an app is told even if it ends meanwhile. */
  async begin({ sid, sessionUid, accountId, clientId }: AdapterPayload, described?: AdapterPayload): Promise<void> {
    if (!sid || !sessionUid || !accountId || !clientId) return;
    const { client_secret: _, ...told } = described ?? {};
    const client = JSON.stringify({ ...told, token_endpoint_auth_method: 'none' });
    await this.logouts.keep({ id: sid, sessionId: sessionUid, userId: accountId, appId: clientId, client });
    await this.sessions.attachApps(sessionUid);
  }

  end(sid: string): Promise<void> {
    return this.logouts.end(sid, clock.now());
  }

  endByApp(appId: string): Promise<void> {
    return this.logouts.endByApp(appId, clock.now());
  }

  endOfUserByApp(of: OfApp): Promise<void> {
    return this.logouts.endOfUserByApp(of, clock.now());
  }

  /** A session that merely expired is not reported: the app may keep people signed in for longer. Idempotent. */
  async relay(): Promise<void> {
    const over = await this.sessions.listOverWithApps(clock.wall(), AT_A_TIME);
    for (const { id, endedAt } of over) {
      await (endedAt ? this.logouts.endBySession(id, clock.now()) : this.logouts.forgetBySession(id));
      await this.sessions.detachApps(id);
    }
  }
}
