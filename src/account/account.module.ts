import { Module } from '@nestjs/common';
import { portProvider } from '../persistence/persistence.module';
import { SessionModule } from '../session/session.module';
import { AccountService } from './account.service';
import { ChatRepository } from './chat.repository';
import { SqliteChatRepository } from './chat.repository.sqlite';
import { ProfileController } from './profile.controller';
import { UserRepository } from './user.repository';
import { SqliteUserRepository } from './user.repository.sqlite';

@Module({
  imports: [SessionModule],
  controllers: [ProfileController],
  providers: [
    AccountService,
    portProvider(UserRepository, { sqlite: SqliteUserRepository }),
    portProvider(ChatRepository, { sqlite: SqliteChatRepository }),
  ],
  exports: [AccountService, ChatRepository],
})
export class AccountModule {}
