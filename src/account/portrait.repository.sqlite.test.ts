import { openOnSqlite } from '../persistence/sqlite.factory';
import { describePortraitRepository } from './portrait.repository.contract';
import { SqlitePortraitRepository } from './portrait.repository.sqlite';

describePortraitRepository('SQLite', openOnSqlite(SqlitePortraitRepository));
