import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { OtpService } from '../otp/otp.service';
import type { Delivery } from './delivery';
import { DeliveryRepository } from './delivery.repository';

/**
 * Repairs what a crash left between two writes, before the worker looks. We hold the store alone here, so no other
 * holder lives and no lease needs to be waited for.
 */
@Injectable()
export class DeliveryRecovery implements OnModuleInit {
  private readonly logger = new Logger(DeliveryRecovery.name);

  constructor(
    private readonly deliveries: DeliveryRepository,
    private readonly otp: OtpService,
  ) {}

  async onModuleInit(): Promise<void> {
    const taken = await this.deliveries.takeOver(new Date());
    if (taken > 0) this.logger.log({ msg: 'took over deliveries of a run that did not end', deliveries: taken });
    const sent = await this.deliveries.listSent();
    await Promise.all(sent.map((delivery) => this.mend(delivery)));
  }

  /** The clock starts where it had not; a message whose code is over by now goes at once. */
  private async mend({ id, verificationId, sentAt }: Delivery): Promise<void> {
    await this.otp.markSent(verificationId, id, sentAt!);
    const verification = await this.otp.find(verificationId);
    const isWanted = verification?.status === 'sent' && verification.deliveryId === id;
    if (!isWanted) await this.deliveries.retire(id, new Date());
  }
}
