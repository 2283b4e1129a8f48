import { openOnSqlite } from '../../../test/harness/sqlite.store';
import { describeAccountDeletionRepository } from './account.deletion.repository.contract';
import { SqliteAccountDeletionRepository } from './account.deletion.repository.sqlite';

describeAccountDeletionRepository('SQLite', openOnSqlite(SqliteAccountDeletionRepository));
