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

/** What a person allowed an app. `app` is absent if it is disabled or no longer declared: it then goes by its id. */
export type AllowedApp = Allowance & Readonly<{ app?: App }>;

/** The apps that a person allowed to know them, and how that is revoked. */
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

  /** The most recently used first. */
  async list(userId: string): Promise<AllowedApp[]> {
    const allowances = await this.records.allowances(userId);
    const newestFirst = allowances.toSorted((one, other) => other.usedAt.getTime() - one.usedAt.getTime());
    return Promise.all(newestFirst.map(async (of) => ({ ...of, app: await this.apps.find(of.appId) })));
  }

  /**
   * Revokes all that the app has of the person, at once and in every browser. Audited before it is done.
   * @throws AppError `not_found` if there is nothing to revoke; `rate_limited`
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
