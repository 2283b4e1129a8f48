import { Module } from '@nestjs/common';
import { Config } from '../config';
import { portProvider } from '../persistence/persistence.module';
import { OtpService } from './otp.service';
import { Secrets } from './secrets';
import { LocalStatusFeed, StatusFeed } from './status.feed';
import { MongoStatusFeed } from './status.feed.mongo';
import { VerificationHistory } from './verification.history';
import { MongoVerificationHistory } from './verification.history.mongo';
import { SqliteVerificationHistory } from './verification.history.sqlite';
import { VerificationRepository } from './verification.repository';
import { MongoVerificationRepository } from './verification.repository.mongo';
import { SqliteVerificationRepository } from './verification.repository.sqlite';

@Module({
  providers: [
    OtpService,
    portProvider(VerificationRepository, { sqlite: SqliteVerificationRepository, mongo: MongoVerificationRepository }),
    portProvider(VerificationHistory, { sqlite: SqliteVerificationHistory, mongo: MongoVerificationHistory }),
    portProvider(StatusFeed, { sqlite: LocalStatusFeed, mongo: MongoStatusFeed }),
    {
      provide: Secrets,
      inject: [Config],
      useFactory: (config: Config) => new Secrets(config.magicLinkSecrets, config.otp.length),
    },
  ],
  exports: [OtpService, VerificationHistory, Secrets, StatusFeed],
})
export class OtpModule {}
