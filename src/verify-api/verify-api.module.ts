import { Module } from '@nestjs/common';
import { AccountModule } from '../account/account.module';
import { AppsModule } from '../apps/apps.module';
import { OtpModule } from '../otp/otp.module';
import { VerificationModule } from '../verification/verification.module';
import { VerifyApiController } from './verify-api.controller';
import { VerifyApiService } from './verify-api.service';

@Module({
  imports: [AccountModule, AppsModule, OtpModule, VerificationModule],
  controllers: [VerifyApiController],
  providers: [VerifyApiService],
})
export class VerifyApiModule {}
