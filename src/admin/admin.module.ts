import { Module } from '@nestjs/common';
import { AccountModule } from '../account/account.module';
import { AppsModule } from '../apps/apps.module';
import { AuditModule } from '../audit/audit.module';
import { DeliveryModule } from '../delivery/delivery.module';
import { HealthModule } from '../health/health.module';
import { LimitsModule } from '../limits/limits.module';
import { OidcModule } from '../oidc/oidc.module';
import { OtpModule } from '../otp/otp.module';
import { RegistrationModule } from '../registration/registration.module';
import { SessionModule } from '../session/session.module';
import { WebhooksModule } from '../webhooks/webhooks.module';
import { AdminController } from './admin.controller';
import { AppRegistry } from './app.registry';
import { AppsController } from './apps.controller';
import { AdminActs } from './audit.acts';
import { AuditController } from './audit.controller';
import { Census } from './census';
import { CountsService } from './counts.service';
import { CircuitsService } from './circuits.service';
import { LimitsController } from './limits.controller';
import { DeliveriesService } from './deliveries.service';
import { NowController } from './now.controller';
import { NowService } from './now.service';
import { RefusedKeys } from './refused.keys';
import { SeriesService } from './series.service';
import { StatsController } from './stats.controller';
import { StatsService } from './stats.service';
import { TestDelivery } from './test.delivery';
import { TimelineService } from './timeline.service';
import { UsersController } from './users.controller';
import { UsersService } from './users.service';
import { VerificationsController } from './verifications.controller';
import { VerificationsService } from './verifications.service';
import { WebhooksController } from './webhooks.controller';

@Module({
  imports: [
    AccountModule,
    AppsModule,
    OidcModule,
    SessionModule,
    LimitsModule,
    AuditModule,
    DeliveryModule,
    OtpModule,
    HealthModule,
    RegistrationModule,
    WebhooksModule,
  ],
  controllers: [
    AdminController,
    AppsController,
    UsersController,
    LimitsController,
    StatsController,
    AuditController,
    WebhooksController,
    NowController,
    VerificationsController,
  ],
  providers: [
    ...[UsersService, Census, StatsService, SeriesService, AdminActs, DeliveriesService, TimelineService, TestDelivery],
    ...[CircuitsService, RefusedKeys, NowService, VerificationsService, CountsService, AppRegistry],
  ],
})
export class AdminModule {}
