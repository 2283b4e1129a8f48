import { openOnSqlite } from '../../../test/harness/sqlite.store';
import { describeDeviceRepository } from './device.repository.contract';
import { SqliteDeviceRepository } from './device.repository.sqlite';

describeDeviceRepository('SQLite', openOnSqlite(SqliteDeviceRepository));
