import { Injectable } from '@nestjs/common';
import type { AdapterPayload } from 'oidc-provider';
import { clock } from '../../clock';
import { SessionRepository } from '../../session/store/session.repository';
import type { OfApp } from '../store/oidc.record.repository';
import { LogoutRepository } from './store/logout.repository';

const AT_A_TIME = 100;

/**
 * The sign-ins that apps want to be told the end of. The write that ends a session leaves the mark that apps are to be told,
 * and what is due stays in the store until they were: neither a crash nor an app that is down loses it.
 */
@Injectable()
export class Logouts {
  constructor(
    private readonly logouts: LogoutRepository,
    private readonly sessions: SessionRepository,
  ) {}

  /** An app is about to get a code. One whose session has ended meanwhile is told so, too: the mark comes last. */
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

  /**
   * What is over by itself, as the person did not come back, is not told: the app may have people stay for longer.
   * Repeating it does no harm.
   */
  async relay(): Promise<void> {
    const over = await this.sessions.listUntold(clock.wall(), AT_A_TIME);
    for (const { id, endedAt } of over) {
      await (endedAt ? this.logouts.endBySession(id, clock.now()) : this.logouts.forgetBySession(id));
      await this.sessions.detachApps(id);
    }
  }
}
