import type { Database } from '../persistence/database';
import { adapterOf } from '../persistence/persistence.module';
import type { Records } from './records';
import { MongoRecords } from './records.mongo';
import { SqliteRecords } from './records.sqlite';

/** For a command, which has no module: all that a store holds. */
export const recordsOf = (database: Database): Records =>
  adapterOf<Records>(database, { sqlite: SqliteRecords, mongo: MongoRecords });
