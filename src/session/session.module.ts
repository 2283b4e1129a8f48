import { Module } from '@nestjs/common';
import { JwtModule } from '@nestjs/jwt';
import { AuditModule } from '../audit/audit.module';
import { LimitsModule } from '../limits/limits.module';
import { portProvider } from '../persistence/persistence.module';
import { AccessTokens } from './access.tokens';
import { DeviceController } from './device.controller';
import { DeviceCookie } from './device.cookie';
import { DeviceRepository } from './device.repository';
import { MongoDeviceRepository } from './device.repository.mongo';
import { SqliteDeviceRepository } from './device.repository.sqlite';
import { Devices } from './devices';
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
import { SigningKeyring } from './signing.keyring';
import { SignOutService } from './sign-out.service';

@Module({
  imports: [JwtModule.register({}), AuditModule, LimitsModule],
  controllers: [JwksController, SessionController, DeviceController],
  providers: [
    SigningKeyring,
    AccessTokens,
    RefreshTokens,
    RefreshCookie,
    SessionService,
    RefreshService,
    SignOutService,
    SessionAnswer,
    SessionGuard,
    Devices,
    DeviceCookie,
    portProvider(DeviceRepository, { sqlite: SqliteDeviceRepository, mongo: MongoDeviceRepository }),
    portProvider(SessionRepository, { sqlite: SqliteSessionRepository, mongo: MongoSessionRepository }),
  ],
  exports: [
    ...[SessionService, SessionGuard, SessionAnswer, SessionRepository, RefreshCookie, RefreshService],
    ...[Devices, DeviceCookie, DeviceRepository, SigningKeyring],
  ],
})
export class SessionModule {}
