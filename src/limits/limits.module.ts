import { Module } from '@nestjs/common';
import { portProvider } from '../persistence/persistence.module';
import { LimitRepository } from './limit.repository';
import { MongoLimitRepository } from './limit.repository.mongo';
import { SqliteLimitRepository } from './limit.repository.sqlite';
import { LimitsService } from './limits.service';

@Module({
  providers: [
    LimitsService,
    portProvider(LimitRepository, { sqlite: SqliteLimitRepository, mongo: MongoLimitRepository }),
  ],
  exports: [LimitsService],
})
export class LimitsModule {}
