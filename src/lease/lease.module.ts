import { Module } from '@nestjs/common';
import { portProvider } from '../persistence/persistence.module';
import { BotOwner } from './bot.owner';
import { LeaseRepository } from './lease.repository';
import { MongoLeaseRepository } from './lease.repository.mongo';
import { SqliteLeaseRepository } from './lease.repository.sqlite';

@Module({
  providers: [BotOwner, portProvider(LeaseRepository, { sqlite: SqliteLeaseRepository, mongo: MongoLeaseRepository })],
  exports: [BotOwner],
})
export class LeaseModule {}
