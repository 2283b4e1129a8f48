import { Module } from '@nestjs/common';
import { AccountModule } from '../account/account.module';
import { AppsModule } from '../apps/apps.module';
import { AuditModule } from '../audit/audit.module';
import { LeaseModule } from '../lease/lease.module';
import { VerificationModule } from '../verification/verification.module';
import { portProvider } from '../persistence/persistence.module';
import { OverstayAlarm } from './worker/alarm';
import { Backlog } from './backlog';
import { Courier } from './worker/courier';
import { DeliveryClaims } from './worker/delivery.claims';
import { DeliveryHistory } from './store/delivery.history';
import { MongoDeliveryHistory } from './store/delivery.history.mongo';
import { SqliteDeliveryHistory } from './store/delivery.history.sqlite';
import { DeliveryRecovery } from './worker/delivery.recovery';
import { DeliveryRepository } from './store/delivery.repository';
import { MongoDeliveryRepository } from './store/delivery.repository.mongo';
import { SqliteDeliveryRepository } from './store/delivery.repository.sqlite';
import { DeliveryWorker } from './worker/delivery.worker';
import { LeftBehind } from './worker/left.behind';
import { MessageComposer } from './message/message';
import { Notices } from './notices';
import { Outbox } from './outbox';
import { PendingGauges } from './pending.gauges';
import { Pictures } from './message/pictures';
import { Remover } from './worker/remover';
import { ProbeCourier } from './worker/probe.courier';

@Module({
  imports: [VerificationModule, LeaseModule, AccountModule, AppsModule, AuditModule],
  providers: [
    Outbox,
    Backlog,
    OverstayAlarm,
    LeftBehind,
    DeliveryWorker,
    DeliveryRecovery,
    DeliveryClaims,
    Courier,
    ProbeCourier,
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
