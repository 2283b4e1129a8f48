import type { Database } from '../persistence/database';
import { adapterOf } from '../persistence/persistence.module';
import type { Records } from './records';
import { MongoRecords } from './records.mongo';
import { SqliteRecords } from './records.sqlite';

/** All records of a store, for a command, which has no Nest module. */
export const recordsOf = (database: Database): Records =>
  adapterOf<Records>(database, { sqlite: SqliteRecords, mongo: MongoRecords });
