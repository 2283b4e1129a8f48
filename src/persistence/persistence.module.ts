import { Global, Module, type DynamicModule, type FactoryProvider, type OnApplicationShutdown } from '@nestjs/common';
import { Database } from './database';
import type { MongoDatabase } from './mongo/mongo.database';
import type { SqliteDatabase } from './sqlite/sqlite.database';

type Port<T> = abstract new () => T;
type Adapters<T> = Readonly<{
  sqlite: new (database: SqliteDatabase) => T;
  mongo: new (database: MongoDatabase) => T;
}>;

/** Holds the open store (src/stores); ports are then built by `portProvider`. */
@Global()
@Module({})
export class PersistenceModule implements OnApplicationShutdown {
  constructor(private readonly database: Database) {}

  static forRoot(open: () => Promise<Database>): DynamicModule {
    return {
      module: PersistenceModule,
      providers: [{ provide: Database, useFactory: open }],
      exports: [Database],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.database.close();
  }
}

/** The one place that asks which store is open. */
export function adapterOf<T>(database: Database, adapters: Adapters<T>): T {
  switch (database.store) {
    case 'sqlite':
      return new adapters.sqlite(database as SqliteDatabase);
    case 'mongo':
      return new adapters.mongo(database as MongoDatabase);
    default:
      return database.store satisfies never;
  }
}

/** Gives `port` the adapter that fits the store. */
export function portProvider<T>(port: Port<T>, adapters: Adapters<T>): FactoryProvider<T> {
  return {
    provide: port,
    inject: [Database],
    useFactory: (database: Database) => adapterOf(database, adapters),
  };
}
