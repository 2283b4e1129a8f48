import { Module } from '@nestjs/common';
import type { Database } from '../persistence/database';
import { adapterOf, portProvider } from '../persistence/persistence.module';
import { BotOwner, TERMS } from './bot.owner';
import { LeaseRepository } from './store/lease.repository';
import { MongoLeaseRepository } from './store/lease.repository.mongo';
import { SqliteLeaseRepository } from './store/lease.repository.sqlite';

const adapters = { sqlite: SqliteLeaseRepository, mongo: MongoLeaseRepository };

/** For a command that needs the store to itself: whether instances work on it, or did so until a few seconds ago. */
export async function isInUse(database: Database): Promise<boolean> {
  const { leases, present } = await adapterOf<LeaseRepository>(database, adapters).survey(TERMS);
  return leases.length > 0 || present.length > 0;
}

@Module({
  providers: [BotOwner, portProvider(LeaseRepository, adapters)],
  exports: [BotOwner],
})
export class LeaseModule {}
