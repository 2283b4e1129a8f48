import { Module } from '@nestjs/common';
import { portProvider } from '../persistence/persistence.module';
import { BotOwner } from './bot.owner';
import { LeaseRepository } from './store/lease.repository';
import { MongoLeaseRepository } from './store/lease.repository.mongo';
import { SqliteLeaseRepository } from './store/lease.repository.sqlite';

@Module({
  providers: [BotOwner, portProvider(LeaseRepository, { sqlite: SqliteLeaseRepository, mongo: MongoLeaseRepository })],
  exports: [BotOwner],
})
export class LeaseModule {}
