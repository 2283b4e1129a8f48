import { Module } from '@nestjs/common';
import { AccountModule } from '../account/account.module';
import { PortraitModule } from '../account/portraits/portrait.module';
import { AuditModule } from '../audit/audit.module';
import { DeliveryModule } from '../delivery/delivery.module';
import { LeaseModule } from '../lease/lease.module';
import { OidcModule } from '../oidc/oidc.module';
import { VerificationModule } from '../verification/verification.module';
import { OtpModule } from '../otp/otp.module';
import { SessionModule } from '../session/session.module';
import { WebhooksModule } from '../webhooks/webhooks.module';
import { ClockCheck } from './clock.check';
import { Expired } from './expired';
import { Retention } from './retention';

@Module({
  imports: [
    ...[
      AccountModule,
      AuditModule,
      DeliveryModule,
      LeaseModule,
      OidcModule,
      VerificationModule,
      PortraitModule,
      OtpModule,
      SessionModule,
    ],
    WebhooksModule,
  ],
  providers: [ClockCheck, Expired, Retention],
  exports: [ClockCheck],
})
export class RetentionModule {}
