import { Module } from '@nestjs/common';
import { JwtModule } from '@nestjs/jwt';
import { AuditModule } from '../audit/audit.module';
import { LimitsModule } from '../limits/limits.module';
import { portProvider } from '../persistence/persistence.module';
import { AccessTokens } from './tokens/access.tokens';
import { DeviceController } from './devices/device.controller';
import { DeviceCookie } from './devices/device.cookie';
import { DeviceRepository } from './devices/device.repository';
import { MongoDeviceRepository } from './devices/device.repository.mongo';
import { SqliteDeviceRepository } from './devices/device.repository.sqlite';
import { Devices } from './devices/devices';
import { JwksController } from './tokens/jwks.controller';
import { RefreshCookie } from './tokens/refresh.cookie';
import { RefreshService } from './tokens/refresh.service';
import { RefreshTokens } from './tokens/refresh.tokens';
import { SessionController } from './session.controller';
import { SessionGuard } from './session.guard';
import { SessionRepository } from './store/session.repository';
import { MongoSessionRepository } from './store/session.repository.mongo';
import { SqliteSessionRepository } from './store/session.repository.sqlite';
import { SessionService } from './session.service';
import { SigningKeyring } from './tokens/signing.keyring';
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
    SessionGuard,
    Devices,
    DeviceCookie,
    portProvider(DeviceRepository, { sqlite: SqliteDeviceRepository, mongo: MongoDeviceRepository }),
    portProvider(SessionRepository, { sqlite: SqliteSessionRepository, mongo: MongoSessionRepository }),
  ],
  exports: [
    ...[SessionService, SessionGuard, SessionRepository, RefreshCookie, RefreshService],
    ...[Devices, DeviceCookie, DeviceRepository, SigningKeyring],
  ],
})
export class SessionModule {}
