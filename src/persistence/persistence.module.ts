import { Global, Module, type DynamicModule, type FactoryProvider, type OnApplicationShutdown } from '@nestjs/common';
import type { Config } from '../config';
import { Database, DatabaseRefused } from './database';
import { SqliteDatabase } from './sqlite.database';

type Port<T> = abstract new () => T;
type Adapters<T> = Readonly<{ sqlite: new (database: SqliteDatabase) => T }>;

/** Opens the store that `DATABASE_URL` names; ports are then built by `portProvider`. */
@Global()
@Module({})
export class PersistenceModule implements OnApplicationShutdown {
  constructor(private readonly database: Database) {}

  static forRoot(config: Config): DynamicModule {
    return {
      module: PersistenceModule,
      providers: [{ provide: Database, useFactory: () => openDatabase(config.databaseUrl) }],
      exports: [Database],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.database.close();
  }
}

/** The one place that asks which store is open: gives `port` the adapter that fits it. */
export function portProvider<T>(port: Port<T>, adapters: Adapters<T>): FactoryProvider<T> {
  return {
    provide: port,
    inject: [Database],
    useFactory: (database: Database) => {
      if (database instanceof SqliteDatabase) return new adapters.sqlite(database);
      throw new Error(`no adapter of ${port.name} for this store`);
    },
  };
}

function openDatabase(url: string): Database {
  const path = /^sqlite:(?:\/\/(?=\/))?(.+)$/.exec(url)?.[1];
  if (path === undefined) throw new DatabaseRefused('DATABASE_URL: only sqlite: is supported by this version');
  return SqliteDatabase.open(path);
}
