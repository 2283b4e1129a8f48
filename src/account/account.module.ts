import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { portProvider } from '../persistence/persistence.module';
import { SessionModule } from '../session/session.module';
import { AccountService } from './account.service';
import { ChatRepository } from './chats/chat.repository';
import { MongoChatRepository } from './chats/chat.repository.mongo';
import { SqliteChatRepository } from './chats/chat.repository.sqlite';
import { Beginnings } from './beginnings';
import { AccountDeletionRepository } from './deletion/account.deletion.repository';
import { MongoAccountDeletionRepository } from './deletion/account.deletion.repository.mongo';
import { SqliteAccountDeletionRepository } from './deletion/account.deletion.repository.sqlite';
import { ProfileService } from './profile.service';
import { UserDirectory } from './users/user.directory';
import { MongoUserDirectory } from './users/user.directory.mongo';
import { SqliteUserDirectory } from './users/user.directory.sqlite';
import { UserRepository } from './users/user.repository';
import { MongoUserRepository } from './users/user.repository.mongo';
import { SqliteUserRepository } from './users/user.repository.sqlite';

@Module({
  imports: [SessionModule, AuditModule],
  providers: [
    AccountService,
    Beginnings,
    ProfileService,
    portProvider(UserRepository, { sqlite: SqliteUserRepository, mongo: MongoUserRepository }),
    portProvider(AccountDeletionRepository, {
      sqlite: SqliteAccountDeletionRepository,
      mongo: MongoAccountDeletionRepository,
    }),
    portProvider(UserDirectory, { sqlite: SqliteUserDirectory, mongo: MongoUserDirectory }),
    portProvider(ChatRepository, { sqlite: SqliteChatRepository, mongo: MongoChatRepository }),
  ],
  exports: [AccountService, UserDirectory, ProfileService, ChatRepository, AccountDeletionRepository],
})
export class AccountModule {}
