import { Module } from '@nestjs/common';
import { DeliveryModule } from '../delivery/delivery.module';
import { LeaseModule } from '../lease/lease.module';
import { RetentionModule } from '../retention/retention.module';
import { HealthController } from './health.controller';
import { HealthGauges } from './health.gauges';
import { HealthService } from './health.service';

@Module({
  imports: [DeliveryModule, LeaseModule, RetentionModule],
  controllers: [HealthController],
  providers: [HealthService, HealthGauges],
  exports: [HealthService],
})
export class HealthModule {}
