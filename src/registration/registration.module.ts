import { Module } from '@nestjs/common';
import { AccountModule } from '../account/account.module';
import { PortraitModule } from '../account/portrait.module';
import { DeliveryModule } from '../delivery/delivery.module';
import { LimitsModule } from '../limits/limits.module';
import { OtpModule } from '../otp/otp.module';
import { portProvider } from '../persistence/persistence.module';
import { OidcModule } from '../oidc/oidc.module';
import { SessionModule } from '../session/session.module';
import { AppsModule } from '../apps/apps.module';
import { AuditModule } from '../audit/audit.module';
import { AppBots } from './app.bots';
import { AppController } from './app.controller';
import { Asker } from './asker';
import { BotChoice } from './bot.choice';
import { BotService } from './bot.service';
import { CodeDoor } from './code.door';
import { ContactUpdate } from './contact.update';
import { Denials } from './denials';
import { Dispatch } from './dispatch';
import { Idempotency } from './idempotency';
import { HandledUpdateRepository } from './handled-update.repository';
import { MongoHandledUpdateRepository } from './handled-update.repository.mongo';
import { SqliteHandledUpdateRepository } from './handled-update.repository.sqlite';
import { FlowCookie } from './flow.cookie';
import { HandledUpdates } from './handled-updates';
import { IdempotencyRepository } from './idempotency.repository';
import { MongoIdempotencyRepository } from './idempotency.repository.mongo';
import { SqliteIdempotencyRepository } from './idempotency.repository.sqlite';
import { LoginController } from './login.controller';
import { LoginService } from './login.service';
import { RegistrationController } from './registration.controller';
import { RegistrationService } from './registration.service';
import { RegistrationUpdate } from './registration.update';
import { Repeats } from './repeats';
import { Replies } from './replies';
import { SignInNotice } from './sign-in.notice';
import { SignInService } from './sign-in.service';
import { StartLinks } from './start.links';
import { StatusStream } from './status.stream';
import { StepUp } from './step.up';
import { TalkService } from './talk.service';
import { TalkUpdate } from './talk.update';
import { CommandMenu } from './command.menu';

@Module({
  imports: [
    ...[OtpModule, DeliveryModule, AccountModule, PortraitModule, SessionModule, LimitsModule, AuditModule, AppsModule],
    OidcModule,
  ],
  controllers: [RegistrationController, LoginController, AppController],
  providers: [
    RegistrationService,
    LoginService,
    CodeDoor,
    Denials,
    SignInService,
    SignInNotice,
    Repeats,
    StepUp,
    BotService,
    RegistrationUpdate,
    ContactUpdate,
    // Below the others: it takes what none of them does.
    TalkUpdate,
    TalkService,
    Replies,
    CommandMenu,
    Dispatch,
    StartLinks,
    BotChoice,
    AppBots,
    Asker,
    StatusStream,
    FlowCookie,
    Idempotency,
    HandledUpdates,
    portProvider(IdempotencyRepository, { sqlite: SqliteIdempotencyRepository, mongo: MongoIdempotencyRepository }),
    portProvider(HandledUpdateRepository, {
      sqlite: SqliteHandledUpdateRepository,
      mongo: MongoHandledUpdateRepository,
    }),
  ],
  exports: [BotChoice, CodeDoor, Dispatch, Idempotency, StepUp],
})
export class RegistrationModule {}
