import { Module } from '@nestjs/common';
import { portProvider } from '../persistence/persistence.module';
import { SessionModule } from '../session/session.module';
import { AccountService } from './account.service';
import { ChatRepository } from './chat.repository';
import { MongoChatRepository } from './chat.repository.mongo';
import { SqliteChatRepository } from './chat.repository.sqlite';
import { ProfileController } from './profile.controller';
import { UserRepository } from './user.repository';
import { MongoUserRepository } from './user.repository.mongo';
import { SqliteUserRepository } from './user.repository.sqlite';

@Module({
  imports: [SessionModule],
  controllers: [ProfileController],
  providers: [
    AccountService,
    portProvider(UserRepository, { sqlite: SqliteUserRepository, mongo: MongoUserRepository }),
    portProvider(ChatRepository, { sqlite: SqliteChatRepository, mongo: MongoChatRepository }),
  ],
  exports: [AccountService, ChatRepository],
})
export class AccountModule {}
