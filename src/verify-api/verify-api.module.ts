import { Module } from '@nestjs/common';
import { AccountModule } from '../account/account.module';
import { AuditModule } from '../audit/audit.module';
import { DeliveryModule } from '../delivery/delivery.module';
import { LimitsModule } from '../limits/limits.module';
import { OtpModule } from '../otp/otp.module';
import { RegistrationModule } from '../registration/registration.module';
import { AskingService } from './asking.service';
import { CheckingService } from './checking.service';
import { VerifyApiController } from './verify-api.controller';

@Module({
  imports: [AccountModule, AuditModule, DeliveryModule, LimitsModule, OtpModule, RegistrationModule],
  controllers: [VerifyApiController],
  providers: [AskingService, CheckingService],
})
export class VerifyApiModule {}
