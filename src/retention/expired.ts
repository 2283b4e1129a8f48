import { Injectable } from '@nestjs/common';
import { PortraitRepository } from '../account/portraits/portrait.repository';
import { AuditRepository } from '../audit/store/audit.repository';
import { Config } from '../config/config';
import { DeliveryHistory } from '../delivery/store/delivery.history';
import { OidcRecordRepository } from '../oidc/store/oidc.record.repository';
import { VerificationHistory } from '../verification/store/verification.history';
import { Idempotency } from '../otp/idempotency/idempotency';
import { DeviceRepository } from '../session/devices/device.repository';
import { KNOWN_FOR_DAYS } from '../session/devices/devices';
import { SessionRepository } from '../session/store/session.repository';
import { WebhookService } from '../webhooks/webhook.service';

const DAY_MS = 86_400_000;

/** One kind of record; `erase` erases at most `limit` of those whose time is over, and returns how many. */
export type Kind = Readonly<{ kind: string; erase: (limit: number) => Promise<number> }>;

/** The kinds of records that are kept for a limited time, and for how long. */
@Injectable()
export class Expired {
  constructor(
    private readonly deliveries: DeliveryHistory,
    private readonly verifications: VerificationHistory,
    private readonly idempotency: Idempotency,
    private readonly sessions: SessionRepository,
    private readonly devices: DeviceRepository,
    private readonly portraits: PortraitRepository,
    private readonly oidc: OidcRecordRepository,
    private readonly webhooks: WebhookService,
    private readonly audit: AuditRepository,
    private readonly config: Config,
  ) {}

  /** @param wall the wall clock's time, which sessions go by */
  kinds(now: Date, wall: Date): Kind[] {
    const { days, auditDays } = this.config.retention;
    const before = daysBefore(now, days);
    return [
      { kind: 'delivery', erase: (limit) => this.deliveries.eraseOver(before, limit) },
      { kind: 'verification', erase: (limit) => this.verifications.eraseOver(before, limit) },
      { kind: 'idempotency_key', erase: (limit) => this.idempotency.eraseBefore(before, limit) },
      { kind: 'session', erase: (limit) => this.sessions.eraseOver(daysBefore(wall, days), limit) },
      { kind: 'device', erase: (limit) => this.devices.eraseUnused(daysBefore(wall, KNOWN_FOR_DAYS), limit) },
      { kind: 'portrait', erase: (limit) => this.portraits.eraseFetched(daysBefore(now, KNOWN_FOR_DAYS), limit) },
      // Needs no retention: once it is over, it can no longer be used or asked for.
      { kind: 'oidc_record', erase: (limit) => this.oidc.eraseOver(now, limit) },
      { kind: 'webhook', erase: (limit) => this.webhooks.eraseEnded(before, limit) },
      { kind: 'audit', erase: (limit) => this.audit.eraseBefore(daysBefore(now, auditDays), limit) },
    ];
  }
}

const daysBefore = (moment: Date, days: number): Date => new Date(moment.getTime() - days * DAY_MS);
