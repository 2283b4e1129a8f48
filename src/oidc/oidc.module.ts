import { Module } from '@nestjs/common';
import { AccountModule } from '../account/account.module';
import { AppsModule } from '../apps/apps.module';
import { portProvider } from '../persistence/persistence.module';
import { SessionModule } from '../session/session.module';
import { AlgorithmCheck } from './algorithm.check';
import { InteractionController } from './interaction.controller';
import { InteractionService } from './interaction.service';
import { OidcRecords } from './oidc.adapter';
import { OidcRecordRepository } from './oidc.record.repository';
import { MongoOidcRecordRepository } from './oidc.record.repository.mongo';
import { SqliteOidcRecordRepository } from './oidc.record.repository.sqlite';
import { OidcService } from './oidc.service';

/** An OpenID provider: people sign in to other apps by our one message. */
@Module({
  imports: [AccountModule, AppsModule, SessionModule],
  controllers: [InteractionController],
  providers: [
    AlgorithmCheck,
    InteractionService,
    OidcRecords,
    OidcService,
    portProvider(OidcRecordRepository, { sqlite: SqliteOidcRecordRepository, mongo: MongoOidcRecordRepository }),
  ],
  exports: [OidcService, OidcRecordRepository],
})
export class OidcModule {}
