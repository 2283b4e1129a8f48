import { Module } from '@nestjs/common';
import { AccountModule } from '../account/account.module';
import { PortraitModule } from '../account/portraits/portrait.module';
import { AuditModule } from '../audit/audit.module';
import { DeliveryModule } from '../delivery/delivery.module';
import { LimitsModule } from '../limits/limits.module';
import { MailModule } from '../mail/mail.module';
import { OidcModule } from '../oidc/oidc.module';
import { VerificationModule } from '../verification/verification.module';
import { portProvider } from '../persistence/persistence.module';
import { SessionModule } from '../session/session.module';
import { Erasure } from './erasure';
import { ExportService } from './export/export.service';
import { EmailCodes } from './email-proof/email.codes';
import { EmailProof } from './email-proof/email.proof';
import { EmailProofController } from './email-proof/email.proof.controller';
import { LivingMessages } from './living.messages';
import { OwnProfile } from './own.profile';
import { PrivacyController } from './privacy.controller';
import { ProfileController } from './profile.controller';
import { Records } from './records';
import { TraceRepository } from './trace/trace.repository';
import { MongoTraceRepository } from './trace/trace.repository.mongo';
import { SqliteTraceRepository } from './trace/trace.repository.sqlite';

@Module({
  imports: [
    AccountModule,
    AuditModule,
    DeliveryModule,
    LimitsModule,
    MailModule,
    OidcModule,
    VerificationModule,
    PortraitModule,
    SessionModule,
  ],
  controllers: [ProfileController, EmailProofController, PrivacyController],
  providers: [
    EmailCodes,
    EmailProof,
    Erasure,
    ExportService,
    LivingMessages,
    OwnProfile,
    Records,
    portProvider(TraceRepository, { sqlite: SqliteTraceRepository, mongo: MongoTraceRepository }),
  ],
})
export class PrivacyModule {}
