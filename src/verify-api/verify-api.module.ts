import { Module } from '@nestjs/common';
import { AccountModule } from '../account/account.module';
import { AuditModule } from '../audit/audit.module';
import { DeliveryModule } from '../delivery/delivery.module';
import { LimitsModule } from '../limits/limits.module';
import { VerificationModule } from '../verification/verification.module';
import { OtpModule } from '../otp/otp.module';
import { AskingService } from './asking.service';
import { CheckingService } from './checking.service';
import { VerifyApiController } from './verify-api.controller';

@Module({
  imports: [AccountModule, AuditModule, DeliveryModule, LimitsModule, VerificationModule, OtpModule],
  controllers: [VerifyApiController],
  providers: [AskingService, CheckingService],
})
export class VerifyApiModule {}
