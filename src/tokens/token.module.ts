import { Module } from '@nestjs/common';
import { AccountModule } from '../account/account.module';
import { SessionModule } from '../session/session.module';
import { SessionAnswer } from './session.answer';
import { TokenController } from './token.controller';

/** Separate from `SessionModule`, on which `AccountModule` depends: the answer to a client has the account, too. */
@Module({
  imports: [SessionModule, AccountModule],
  controllers: [TokenController],
  providers: [SessionAnswer],
  exports: [SessionAnswer],
})
export class TokenModule {}
