import { Module } from '@nestjs/common';
import { AccountModule } from '../account/account.module';
import { SessionModule } from '../session/session.module';
import { SessionAnswer } from './session.answer';
import { TokenController } from './token.controller';

/** Apart from `SessionModule`, on which accounts build: what a client gets tells of the account too. */
@Module({
  imports: [SessionModule, AccountModule],
  controllers: [TokenController],
  providers: [SessionAnswer],
  exports: [SessionAnswer],
})
export class TokenModule {}
