import { Module } from '@nestjs/common';
import { AppsModule } from '../apps/apps.module';
import { Config } from '../config/config';
import { portProvider } from '../persistence/persistence.module';
import { VerificationService } from './verification.service';
import { Secrets } from './secrets';
import { LocalStatusFeed, StatusFeed } from './status.feed';
import { MongoStatusFeed } from './status.feed.mongo';
import { VerificationHistory } from './store/verification.history';
import { MongoVerificationHistory } from './store/verification.history.mongo';
import { SqliteVerificationHistory } from './store/verification.history.sqlite';
import { VerificationRepository } from './store/verification.repository';
import { MongoVerificationRepository } from './store/verification.repository.mongo';
import { SqliteVerificationRepository } from './store/verification.repository.sqlite';

@Module({
  imports: [AppsModule],
  providers: [
    VerificationService,
    portProvider(VerificationRepository, { sqlite: SqliteVerificationRepository, mongo: MongoVerificationRepository }),
    portProvider(VerificationHistory, { sqlite: SqliteVerificationHistory, mongo: MongoVerificationHistory }),
    portProvider(StatusFeed, { sqlite: LocalStatusFeed, mongo: MongoStatusFeed }),
    {
      provide: Secrets,
      inject: [Config],
      useFactory: (config: Config) => new Secrets(config.magicLinkSecrets, config.otp.length),
    },
  ],
  exports: [VerificationService, VerificationHistory, Secrets, StatusFeed],
})
export class VerificationModule {}
