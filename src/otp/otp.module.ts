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
import { AppBots } from './app.bots';
import { Attempts } from './attempts';
import { Dispatch } from './dispatch';
import { Endings } from './endings';
import { KnownAccounts } from './known.accounts';
import { OtpService } from './otp.service';
import { Recipients } from './recipients';
import { Repeats } from './repeats';
import { SignInNotice } from './sign-in.notice';
import { SignInService } from './sign-in.service';
import { StepUp } from './step.up';

/** The course of a verification, for people and back ends: requested, delivered, renewed, checked, used, ended. */
@Module({
  imports: [
    ...[VerificationModule, DeliveryModule, AccountModule, PortraitModule, SessionModule, LimitsModule, AuditModule],
    ...[AppsModule, OidcModule],
  ],
  providers: [
    OtpService,
    SignInService,
    SignInNotice,
    Attempts,
    Endings,
    Repeats,
    StepUp,
    Dispatch,
    Recipients,
    AppBots,
    KnownAccounts,
    Idempotency,
    portProvider(IdempotencyRepository, { sqlite: SqliteIdempotencyRepository, mongo: MongoIdempotencyRepository }),
  ],
  exports: [
    ...[OtpService, SignInService, SignInNotice, Endings, KnownAccounts],
    ...[Dispatch, Recipients, AppBots, Idempotency],
  ],
})
export class OtpModule {}
