import { openOnSqlite } from '../../../test/harness/sqlite.store';
import { describeChatRepository } from './chat.repository.contract';
import { SqliteChatRepository } from './chat.repository.sqlite';

describeChatRepository('SQLite', openOnSqlite(SqliteChatRepository));
