import { openOnSqlite } from '../../../test/harness/sqlite.store';
import { describePortraitRepository } from './portrait.repository.contract';
import { SqlitePortraitRepository } from './portrait.repository.sqlite';

describePortraitRepository('SQLite', openOnSqlite(SqlitePortraitRepository));
