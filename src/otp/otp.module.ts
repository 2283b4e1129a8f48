import { Module } from '@nestjs/common';
import { AccountModule } from '../account/account.module';
import { PortraitModule } from '../account/portraits/portrait.module';
import { AppsModule } from '../apps/apps.module';
import { AuditModule } from '../audit/audit.module';
import { DeliveryModule } from '../delivery/delivery.module';
import { LimitsModule } from '../limits/limits.module';
import { OidcModule } from '../oidc/oidc.module';
import { portProvider } from '../persistence/persistence.module';
import { SessionModule } from '../session/session.module';
import { VerificationModule } from '../verification/verification.module';
import { Idempotency } from './idempotency/idempotency';
import { IdempotencyRepository } from './idempotency/idempotency.repository';
import { MongoIdempotencyRepository } from './idempotency/idempotency.repository.mongo';
import { SqliteIdempotencyRepository } from './idempotency/idempotency.repository.sqlite';
import { AppBots } from './request/app.bots';
import { Asker } from './request/asker';
import { BotChoice } from './request/bot.choice';
import { Dispatch } from './request/dispatch';
import { LoginService } from './request/login.service';
import { RegistrationService } from './request/registration.service';
import { StartLinks } from './request/start.links';
import { CodeDoor } from './sign-in/code.door';
import { Denials } from './sign-in/denials';
import { Repeats } from './sign-in/repeats';
import { SignInNotice } from './sign-in/sign-in.notice';
import { SignInService } from './sign-in/sign-in.service';
import { StepUp } from './sign-in/step.up';

/** The story of one verification, whoever asks for it: requested, delivered, renewed, checked, used, ended. */
@Module({
  imports: [
    ...[VerificationModule, DeliveryModule, AccountModule, PortraitModule, SessionModule, LimitsModule, AuditModule],
    ...[AppsModule, OidcModule],
  ],
  providers: [
    RegistrationService,
    LoginService,
    CodeDoor,
    Denials,
    SignInService,
    SignInNotice,
    Repeats,
    StepUp,
    Dispatch,
    StartLinks,
    BotChoice,
    AppBots,
    Asker,
    Idempotency,
    portProvider(IdempotencyRepository, { sqlite: SqliteIdempotencyRepository, mongo: MongoIdempotencyRepository }),
  ],
  exports: [
    ...[RegistrationService, LoginService, SignInService, SignInNotice, CodeDoor, Denials, StepUp],
    ...[Dispatch, StartLinks, BotChoice, AppBots, Idempotency],
  ],
})
export class OtpModule {}
