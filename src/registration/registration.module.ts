import { Module } from '@nestjs/common';
import { AccountModule } from '../account/account.module';
import { DeliveryModule } from '../delivery/delivery.module';
import { LimitsModule } from '../limits/limits.module';
import { OtpModule } from '../otp/otp.module';
import { portProvider } from '../persistence/persistence.module';
import { SessionModule } from '../session/session.module';
import { AppController } from './app.controller';
import { BotService } from './bot.service';
import { Dispatch } from './dispatch';
import { Idempotency } from './idempotency';
import { IdempotencyRepository } from './idempotency.repository';
import { SqliteIdempotencyRepository } from './idempotency.repository.sqlite';
import { RegistrationController } from './registration.controller';
import { RegistrationService } from './registration.service';
import { RegistrationUpdate } from './registration.update';
import { SignInService } from './sign-in.service';
import { StartLinks } from './start.links';
import { StatusStream } from './status.stream';

@Module({
  imports: [OtpModule, DeliveryModule, AccountModule, SessionModule, LimitsModule],
  controllers: [RegistrationController, AppController],
  providers: [
    RegistrationService,
    SignInService,
    BotService,
    RegistrationUpdate,
    Dispatch,
    StartLinks,
    StatusStream,
    Idempotency,
    portProvider(IdempotencyRepository, { sqlite: SqliteIdempotencyRepository }),
  ],
})
export class RegistrationModule {}
