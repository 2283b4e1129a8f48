import { Module } from '@nestjs/common';
import { OtpModule } from '../otp/otp.module';
import { portProvider } from '../persistence/persistence.module';
import { Courier } from './courier';
import { DeliveryRecovery } from './delivery.recovery';
import { DeliveryRepository } from './delivery.repository';
import { SqliteDeliveryRepository } from './delivery.repository.sqlite';
import { DeliveryWorker } from './delivery.worker';
import { MessageComposer } from './message';
import { Outbox } from './outbox';
import { PendingGauges } from './pending.gauges';
import { Pictures } from './pictures';
import { Remover } from './remover';

@Module({
  imports: [OtpModule],
  providers: [
    Outbox,
    DeliveryWorker,
    DeliveryRecovery,
    Courier,
    Remover,
    MessageComposer,
    Pictures,
    PendingGauges,
    portProvider(DeliveryRepository, { sqlite: SqliteDeliveryRepository }),
  ],
  exports: [Outbox, Pictures],
})
export class DeliveryModule {}
