import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { OtpService } from '../otp/otp.service';
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
    await Promise.all(sent.map(({ id, verificationId, sentAt }) => this.otp.markSent(verificationId, id, sentAt!)));
  }
}
