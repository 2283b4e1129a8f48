import { Module } from '@nestjs/common';
import { portProvider } from '../../persistence/persistence.module';
import { PortraitRepository } from './portrait.repository';
import { MongoPortraitRepository } from './portrait.repository.mongo';
import { SqlitePortraitRepository } from './portrait.repository.sqlite';
import { Portraits } from './portraits';

/** Separate from `AccountModule`: of the modules that need accounts, few ask Telegram for anything. */
@Module({
  providers: [
    Portraits,
    portProvider(PortraitRepository, { sqlite: SqlitePortraitRepository, mongo: MongoPortraitRepository }),
  ],
  exports: [Portraits, PortraitRepository],
})
export class PortraitModule {}
