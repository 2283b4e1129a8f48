import { Injectable } from '@nestjs/common';
import { Apps } from '../../apps/apps';
import { clock } from '../../clock';
import { Outbox } from '../../delivery/outbox';
import type { Shown } from '../../verification/proof';
import type { Verification } from '../../verification/verification';
import { VerificationService } from '../../verification/verification.service';
import { toVerificationStatus, type VerificationStatusDto } from '../registration.dto';

/** What the initiator of a verification is told about it, once on request or as it changes. */
@Injectable()
export class StatusView {
  constructor(
    private readonly verifications: VerificationService,
    private readonly outbox: Outbox,
    private readonly apps: Apps,
  ) {}

  /** @throws AppError `verification_not_found` */
  async read(shown: Shown): Promise<VerificationStatusDto> {
    return this.describe(await this.verifications.getBegun(shown), shown.proof, clock.now());
  }

  /** @param proof what its initiator shows, which only they know */
  async describe(verification: Verification, proof: string, now: Date): Promise<VerificationStatusDto> {
    const beside = {
      proof,
      delivery: await this.outbox.find(verification.deliveryId),
      attemptsLeft: this.verifications.attemptsLeft(verification),
      isHeldUp: this.outbox.isHeldUp(verification.botId),
      brand: this.apps.brandOf(verification.appId),
    };
    return toVerificationStatus(verification, beside, now);
  }
}
