import { Module } from '@nestjs/common';
import { AccountModule } from '../account/account.module';
import { PortraitModule } from '../account/portraits/portrait.module';
import { AppsModule } from '../apps/apps.module';
import { AuditModule } from '../audit/audit.module';
import { LimitsModule } from '../limits/limits.module';
import { portProvider } from '../persistence/persistence.module';
import { SessionModule } from '../session/session.module';
import { AlgorithmCheck } from './algorithm.check';
import { AllowedApps } from './allowed-apps/allowed.apps';
import { AllowedAppsController } from './allowed-apps/allowed.apps.controller';
import { InteractionController } from './interaction/interaction.controller';
import { InteractionService } from './interaction/interaction.service';
import { LogoutWorker } from './logout/logout.worker';
import { Logouts } from './logout/logouts';
import { LogoutRepository } from './logout/store/logout.repository';
import { MongoLogoutRepository } from './logout/store/logout.repository.mongo';
import { SqliteLogoutRepository } from './logout/store/logout.repository.sqlite';
import { OidcRecords } from './store/oidc.adapter';
import { OidcRecordRepository } from './store/oidc.record.repository';
import { MongoOidcRecordRepository } from './store/oidc.record.repository.mongo';
import { SqliteOidcRecordRepository } from './store/oidc.record.repository.sqlite';
import { Resealing } from './store/resealing';
import { OidcService } from './oidc.service';
import { PairwiseSubjects } from './pairwise.subjects';
import { PictureController } from './picture/picture.controller';
import { Pictures } from './picture/pictures';

/** An OpenID provider: people sign in to other apps with our one message. */
@Module({
  imports: [AccountModule, PortraitModule, AppsModule, AuditModule, LimitsModule, SessionModule],
  controllers: [InteractionController, AllowedAppsController, PictureController],
  providers: [
    AlgorithmCheck,
    AllowedApps,
    InteractionService,
    Logouts,
    LogoutWorker,
    OidcRecords,
    OidcService,
    PairwiseSubjects,
    portProvider(LogoutRepository, { sqlite: SqliteLogoutRepository, mongo: MongoLogoutRepository }),
    Pictures,
    Resealing,
    portProvider(OidcRecordRepository, { sqlite: SqliteOidcRecordRepository, mongo: MongoOidcRecordRepository }),
  ],
  exports: [AllowedApps, OidcRecords, OidcService, OidcRecordRepository],
})
export class OidcModule {}
