import { Module } from '@nestjs/common';
import { Config } from '../config';
import { portProvider } from '../persistence/persistence.module';
import { OtpService } from './otp.service';
import { Secrets } from './secrets';
import { LocalStatusFeed, StatusFeed } from './status.feed';
import { VerificationRepository } from './verification.repository';
import { SqliteVerificationRepository } from './verification.repository.sqlite';

@Module({
  providers: [
    OtpService,
    portProvider(VerificationRepository, { sqlite: SqliteVerificationRepository }),
    { provide: StatusFeed, useClass: LocalStatusFeed },
    {
      provide: Secrets,
      inject: [Config],
      useFactory: (config: Config) => new Secrets(config.magicLinkSecrets, config.otp.length),
    },
  ],
  exports: [OtpService, Secrets, StatusFeed],
})
export class OtpModule {}
