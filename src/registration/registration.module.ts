import { Module } from '@nestjs/common';
import { AccountModule } from '../account/account.module';
import { AppsModule } from '../apps/apps.module';
import { DeliveryModule } from '../delivery/delivery.module';
import { LimitsModule } from '../limits/limits.module';
import { OtpModule } from '../otp/otp.module';
import { portProvider } from '../persistence/persistence.module';
import { SessionModule } from '../session/session.module';
import { TokenModule } from '../tokens/token.module';
import { VerificationModule } from '../verification/verification.module';
import { BotService } from './bot/bot.service';
import { CommandMenu } from './bot/command.menu';
import { ContactUpdate } from './bot/contact.update';
import { HandledUpdateRepository } from './bot/handled-update.repository';
import { MongoHandledUpdateRepository } from './bot/handled-update.repository.mongo';
import { SqliteHandledUpdateRepository } from './bot/handled-update.repository.sqlite';
import { HandledUpdates } from './bot/handled-updates';
import { RegistrationUpdate } from './bot/registration.update';
import { Replies } from './bot/replies';
import { TalkService } from './bot/talk.service';
import { TalkUpdate } from './bot/talk.update';
import { FlowCookie } from './flow.cookie';
import { LoginController } from './login.controller';
import { RegistrationController } from './registration.controller';
import { ReturnController } from './return.controller';
import { SettingsController } from './settings.controller';
import { StatusStream } from './status/status.stream';
import { StatusView } from './status/status.view';

/** A person registers, comes back, and speaks to the bot: the HTTP and bot front of `OtpModule`. */
@Module({
  imports: [
    ...[OtpModule, VerificationModule, DeliveryModule, AccountModule, SessionModule, LimitsModule],
    ...[AppsModule, TokenModule],
  ],
  controllers: [RegistrationController, LoginController, ReturnController, SettingsController],
  providers: [
    BotService,
    RegistrationUpdate,
    ContactUpdate,
    // Below the others: it handles what none of them does.
    TalkUpdate,
    TalkService,
    Replies,
    CommandMenu,
    StatusStream,
    StatusView,
    FlowCookie,
    HandledUpdates,
    portProvider(HandledUpdateRepository, {
      sqlite: SqliteHandledUpdateRepository,
      mongo: MongoHandledUpdateRepository,
    }),
  ],
})
export class RegistrationModule {}
