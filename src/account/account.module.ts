import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { portProvider } from '../persistence/persistence.module';
import { SessionModule } from '../session/session.module';
import { AccountService } from './account.service';
import { ChatRepository } from './chat.repository';
import { MongoChatRepository } from './chat.repository.mongo';
import { SqliteChatRepository } from './chat.repository.sqlite';
import { Beginnings } from './beginnings';
import { ClosureRepository } from './closure.repository';
import { MongoClosureRepository } from './closure.repository.mongo';
import { SqliteClosureRepository } from './closure.repository.sqlite';
import { ProfileService } from './profile.service';
import { UserDirectory } from './user.directory';
import { MongoUserDirectory } from './user.directory.mongo';
import { SqliteUserDirectory } from './user.directory.sqlite';
import { UserRepository } from './user.repository';
import { MongoUserRepository } from './user.repository.mongo';
import { SqliteUserRepository } from './user.repository.sqlite';

@Module({
  imports: [SessionModule, AuditModule],
  providers: [
    AccountService,
    Beginnings,
    ProfileService,
    portProvider(UserRepository, { sqlite: SqliteUserRepository, mongo: MongoUserRepository }),
    portProvider(ClosureRepository, { sqlite: SqliteClosureRepository, mongo: MongoClosureRepository }),
    portProvider(UserDirectory, { sqlite: SqliteUserDirectory, mongo: MongoUserDirectory }),
    portProvider(ChatRepository, { sqlite: SqliteChatRepository, mongo: MongoChatRepository }),
  ],
  exports: [AccountService, UserDirectory, ProfileService, ChatRepository, ClosureRepository],
})
export class AccountModule {}
