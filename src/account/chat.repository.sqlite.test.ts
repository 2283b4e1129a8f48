import { openOnSqlite } from '../persistence/sqlite.factory';
import { describeChatRepository } from './chat.repository.contract';
import { SqliteChatRepository } from './chat.repository.sqlite';

describeChatRepository('SQLite', openOnSqlite(SqliteChatRepository));
