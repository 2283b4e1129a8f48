import { Module } from '@nestjs/common';
import { AccountModule } from '../account/account.module';
import { SessionModule } from './session.module';
import { TokenController } from './token.controller';

/** Apart from `SessionModule`, on which accounts build: its answers tell of the account. */
@Module({ imports: [SessionModule, AccountModule], controllers: [TokenController] })
export class TokenModule {}
