import { Module } from '@nestjs/common';
import { AccountModule } from '../account/account.module';
import { AppsModule } from '../apps/apps.module';
import { AuditModule } from '../audit/audit.module';
import { DeliveryModule } from '../delivery/delivery.module';
import { HealthModule } from '../health/health.module';
import { LimitsModule } from '../limits/limits.module';
import { OidcModule } from '../oidc/oidc.module';
import { VerificationModule } from '../verification/verification.module';
import { MetricsController } from './metrics.controller';
import { OtpModule } from '../otp/otp.module';
import { SessionModule } from '../session/session.module';
import { WebhooksModule } from '../webhooks/webhooks.module';
import { DeliveriesController } from './deliveries/deliveries.controller';
import { AppRegistry } from './apps/app.registry';
import { AppsController } from './apps/apps.controller';
import { AdminActs } from './audit/audit.acts';
import { AuditController } from './audit/audit.controller';
import { Census } from './stats/census';
import { CountsService } from './stats/counts.service';
import { CircuitsService } from './deliveries/circuits.service';
import { LimitsController } from './limits/limits.controller';
import { DeliveriesService } from './deliveries/deliveries.service';
import { NowController } from './now/now.controller';
import { NowService } from './now/now.service';
import { RefusedKeys } from './now/refused.keys';
import { SeriesService } from './stats/series.service';
import { StatsController } from './stats/stats.controller';
import { StatsService } from './stats/stats.service';
import { Probe } from './deliveries/probe';
import { TimelineService } from './verifications/timeline.service';
import { UsersController } from './users/users.controller';
import { UsersService } from './users/users.service';
import { VerificationsController } from './verifications/verifications.controller';
import { VerificationsService } from './verifications/verifications.service';
import { WebhooksController } from './webhooks/webhooks.controller';

@Module({
  imports: [
    AccountModule,
    AppsModule,
    OidcModule,
    SessionModule,
    LimitsModule,
    AuditModule,
    DeliveryModule,
    VerificationModule,
    HealthModule,
    OtpModule,
    WebhooksModule,
  ],
  controllers: [
    DeliveriesController,
    MetricsController,
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
    ...[UsersService, Census, StatsService, SeriesService, AdminActs, DeliveriesService, TimelineService, Probe],
    ...[CircuitsService, RefusedKeys, NowService, VerificationsService, CountsService, AppRegistry],
  ],
})
export class AdminModule {}
