import { Module } from '@nestjs/common';
import type { Database } from '../persistence/database';
import { adapterOf, portProvider } from '../persistence/persistence.module';
import { Audit } from './audit';
import { AuditRepository } from './store/audit.repository';
import { MongoAuditRepository } from './store/audit.repository.mongo';
import { SqliteAuditRepository } from './store/audit.repository.sqlite';

const adapters = { sqlite: SqliteAuditRepository, mongo: MongoAuditRepository };

/** For a command, which has a store and nothing else of the product. */
export const auditOf = (database: Database): AuditRepository => adapterOf<AuditRepository>(database, adapters);

@Module({
  providers: [Audit, portProvider(AuditRepository, adapters)],
  exports: [Audit, AuditRepository],
})
export class AuditModule {}
