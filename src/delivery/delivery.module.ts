import { Module } from '@nestjs/common';
import { AccountModule } from '../account/account.module';
import { AppsModule } from '../apps/apps.module';
import { AuditModule } from '../audit/audit.module';
import { LeaseModule } from '../lease/lease.module';
import { OtpModule } from '../otp/otp.module';
import { portProvider } from '../persistence/persistence.module';
import { OverstayAlarm } from './alarm';
import { Backlog } from './backlog';
import { Courier } from './courier';
import { DeliveryClaims } from './delivery.claims';
import { DeliveryHistory } from './delivery.history';
import { MongoDeliveryHistory } from './delivery.history.mongo';
import { SqliteDeliveryHistory } from './delivery.history.sqlite';
import { DeliveryRecovery } from './delivery.recovery';
import { DeliveryRepository } from './delivery.repository';
import { MongoDeliveryRepository } from './delivery.repository.mongo';
import { SqliteDeliveryRepository } from './delivery.repository.sqlite';
import { DeliveryWorker } from './delivery.worker';
import { LeftBehind } from './left.behind';
import { MessageComposer } from './message';
import { Notices } from './notices';
import { Outbox } from './outbox';
import { PendingGauges } from './pending.gauges';
import { Pictures } from './pictures';
import { Remover } from './remover';
import { TestCourier } from './test.courier';

@Module({
  imports: [OtpModule, LeaseModule, AccountModule, AppsModule, AuditModule],
  providers: [
    Outbox,
    Backlog,
    OverstayAlarm,
    LeftBehind,
    DeliveryWorker,
    DeliveryRecovery,
    DeliveryClaims,
    Courier,
    TestCourier,
    Remover,
    MessageComposer,
    Notices,
    Pictures,
    PendingGauges,
    portProvider(DeliveryHistory, { sqlite: SqliteDeliveryHistory, mongo: MongoDeliveryHistory }),
    portProvider(DeliveryRepository, { sqlite: SqliteDeliveryRepository, mongo: MongoDeliveryRepository }),
  ],
  exports: [Outbox, Notices, DeliveryHistory, Backlog, OverstayAlarm, Pictures],
})
export class DeliveryModule {}
