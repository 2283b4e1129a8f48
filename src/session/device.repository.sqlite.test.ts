import { openOnSqlite } from '../persistence/sqlite.factory';
import { describeDeviceRepository } from './device.repository.contract';
import { SqliteDeviceRepository } from './device.repository.sqlite';

describeDeviceRepository('SQLite', openOnSqlite(SqliteDeviceRepository));
