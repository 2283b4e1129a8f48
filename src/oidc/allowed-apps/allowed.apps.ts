import { Injectable } from '@nestjs/common';
import type { App } from '../../config/apps/app';
import { Apps } from '../../apps/apps';
import { Audit } from '../../audit/audit';
import { clock } from '../../clock';
import { AppError } from '../../errors';
import type { Source } from '../../http/request/client';
import { LimitsService } from '../../limits/limits.service';
import type { Session } from '../../session/store/session.repository';
import { OidcRecords, type Allowance } from '../store/oidc.adapter';

/** An app that may know a person; one that is no longer declared goes by its id. */
export type AllowedApp = Allowance & Readonly<{ app?: App }>;

/** Which apps know a person, and how they come to know nothing more. */
@Injectable()
export class AllowedApps {
  constructor(
    private readonly apps: Apps,
    private readonly records: OidcRecords,
    private readonly limits: LimitsService,
    private readonly audit: Audit,
  ) {}

  /** @throws AppError `rate_limited` */
  async read({ userId }: Session): Promise<AllowedApp[]> {
    await this.limits.spend('list', userId, clock.now());
    return this.list(userId);
  }

  /** Used last first. */
  async list(userId: string): Promise<AllowedApp[]> {
    const allowances = await this.records.allowances(userId);
    const newestFirst = allowances.toSorted((one, other) => other.usedAt.getTime() - one.usedAt.getTime());
    return Promise.all(newestFirst.map(async (of) => ({ ...of, app: await this.apps.find(of.appId) })));
  }

  /**
   * What the app has of the person ends at once, on every browser. In the audit before it is done.
   * @throws AppError `not_found` if that is nothing; `rate_limited`
   */
  async takeBack({ userId }: Session, appId: string, source: Source): Promise<void> {
    await this.limits.spend('change', userId, clock.now());
    const allowances = await this.records.allowances(userId);
    if (!allowances.some((of) => of.appId === appId)) throw new AppError('not_found');
    const who = { kind: 'user', id: userId } as const;
    const details = { app: appId };
    await this.audit.note({ action: 'app.revoked', actor: who, subject: who, ...source, details }, clock.now());
    await this.records.takeBack({ userId, appId });
  }
}
