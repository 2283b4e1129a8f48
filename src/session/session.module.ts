import { Module } from '@nestjs/common';
import { JwtModule } from '@nestjs/jwt';
import { portProvider } from '../persistence/persistence.module';
import { JwksController } from './jwks.controller';
import { SessionGuard } from './session.guard';
import { SessionRepository } from './session.repository';
import { MongoSessionRepository } from './session.repository.mongo';
import { SqliteSessionRepository } from './session.repository.sqlite';
import { SessionService } from './session.service';

@Module({
  imports: [JwtModule.register({})],
  controllers: [JwksController],
  providers: [
    SessionService,
    SessionGuard,
    portProvider(SessionRepository, { sqlite: SqliteSessionRepository, mongo: MongoSessionRepository }),
  ],
  exports: [SessionService, SessionGuard],
})
export class SessionModule {}
