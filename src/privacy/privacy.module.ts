import { Module } from '@nestjs/common';
import { AccountModule } from '../account/account.module';
import { PortraitModule } from '../account/portrait.module';
import { AuditModule } from '../audit/audit.module';
import { DeliveryModule } from '../delivery/delivery.module';
import { LimitsModule } from '../limits/limits.module';
import { MailModule } from '../mail/mail.module';
import { OidcModule } from '../oidc/oidc.module';
import { OtpModule } from '../otp/otp.module';
import { portProvider } from '../persistence/persistence.module';
import { SessionModule } from '../session/session.module';
import { Erasure } from './erasure';
import { ExportService } from './export.service';
import { EmailProof } from './email.proof';
import { EmailProofController } from './email.proof.controller';
import { LivingMessages } from './living.messages';
import { OwnProfile } from './own.profile';
import { PrivacyController } from './privacy.controller';
import { ProfileController } from './profile.controller';
import { Records } from './records';
import { TraceRepository } from './trace.repository';
import { MongoTraceRepository } from './trace.repository.mongo';
import { SqliteTraceRepository } from './trace.repository.sqlite';

@Module({
  imports: [
    AccountModule,
    AuditModule,
    DeliveryModule,
    LimitsModule,
    MailModule,
    OidcModule,
    OtpModule,
    PortraitModule,
    SessionModule,
  ],
  controllers: [ProfileController, EmailProofController, PrivacyController],
  providers: [
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
