import { Module } from '@nestjs/common';
import { JwtModule } from '@nestjs/jwt';
import { AuditModule } from '../audit/audit.module';
import { LimitsModule } from '../limits/limits.module';
import { portProvider } from '../persistence/persistence.module';
import { AccessTokens } from './access.tokens';
import { JwksController } from './jwks.controller';
import { RefreshCookie } from './refresh.cookie';
import { RefreshService } from './refresh.service';
import { RefreshTokens } from './refresh.tokens';
import { SessionAnswer } from './session.answer';
import { SessionController } from './session.controller';
import { SessionGuard } from './session.guard';
import { SessionRepository } from './session.repository';
import { MongoSessionRepository } from './session.repository.mongo';
import { SqliteSessionRepository } from './session.repository.sqlite';
import { SessionService } from './session.service';
import { SignOutService } from './sign-out.service';

@Module({
  imports: [JwtModule.register({}), AuditModule, LimitsModule],
  controllers: [JwksController, SessionController],
  providers: [
    AccessTokens,
    RefreshTokens,
    RefreshCookie,
    SessionService,
    RefreshService,
    SignOutService,
    SessionAnswer,
    SessionGuard,
    portProvider(SessionRepository, { sqlite: SqliteSessionRepository, mongo: MongoSessionRepository }),
  ],
  exports: [SessionService, SessionGuard, SessionAnswer, SessionRepository, RefreshCookie, RefreshService],
})
export class SessionModule {}
