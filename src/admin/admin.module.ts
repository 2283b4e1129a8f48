import { Module } from '@nestjs/common';
import { DeliveryModule } from '../delivery/delivery.module';
import { HealthModule } from '../health/health.module';
import { OtpModule } from '../otp/otp.module';
import { RegistrationModule } from '../registration/registration.module';
import { AdminController } from './admin.controller';
import { CircuitsService } from './circuits.service';
import { DeliveriesService } from './deliveries.service';
import { TestDelivery } from './test.delivery';
import { TimelineService } from './timeline.service';

@Module({
  imports: [DeliveryModule, OtpModule, HealthModule, RegistrationModule],
  controllers: [AdminController],
  providers: [DeliveriesService, TimelineService, TestDelivery, CircuitsService],
})
export class AdminModule {}
