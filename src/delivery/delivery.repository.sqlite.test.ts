import { openOnSqlite } from '../persistence/sqlite.factory';
import { describeDeliveryRepository } from './delivery.repository.contract';
import { SqliteDeliveryRepository } from './delivery.repository.sqlite';

describeDeliveryRepository('SQLite', openOnSqlite(SqliteDeliveryRepository));
