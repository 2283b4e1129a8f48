import { Injectable, Logger } from '@nestjs/common';
import { clock } from '../../clock';
import { VerificationService } from '../../verification/verification.service';
import type { Holder, SentDelivery } from '../delivery';
import { DeliveryRepository } from '../store/delivery.repository';

/**
 * Repairs what an earlier holder of a bot left between two writes. The holder of the bot's lease is alone with its
 * rows, so it does not have to wait for the lease of any row.
 */
@Injectable()
export class DeliveryRecovery {
  private readonly logger = new Logger(DeliveryRecovery.name);

  constructor(
    private readonly deliveries: DeliveryRepository,
    private readonly verifications: VerificationService,
  ) {}

  async takeOver(holder: Holder): Promise<void> {
    const taken = await this.deliveries.takeOver(holder, clock.now());
    if (taken > 0) this.logger.log({ msg: 'took over deliveries of a run that did not end', deliveries: taken });
    const sent = await this.deliveries.listSent(holder.botId);
    await Promise.all(sent.map((delivery) => this.mend(delivery)));
  }

  /** Starts the clock of a code where that was missed; a message whose code is over by now is deleted at once. */
  private async mend({ id, verificationId, sentAt }: SentDelivery): Promise<void> {
    if (verificationId === undefined) return;
    if (await this.verifications.isSent(verificationId, id)) return;
    if (await this.verifications.markSent(verificationId, id, sentAt)) return;
    // Another holder may have mended it meanwhile.
    if (await this.verifications.isSent(verificationId, id)) return;
    await this.deliveries.retire(id, clock.now());
  }
}
