import { Global, Module, type DynamicModule, type FactoryProvider, type OnApplicationShutdown } from '@nestjs/common';
import { existsSync, renameSync } from 'node:fs';
import type { Config } from '../config/config';
import { Database, DatabaseRefused } from './database';
import { longestLives, type Lives } from './lives';
import type { MongoDatabase } from './mongo/mongo.database';
import { isLarge } from './sqlite/sqlite.check';
import { SqliteDatabase } from './sqlite/sqlite.database';

type Location = Pick<Config, 'databaseUrl' | 'production'>;
type Port<T> = abstract new () => T;
type Adapters<T> = Readonly<{
  sqlite: new (database: SqliteDatabase) => T;
  mongo: new (database: MongoDatabase) => T;
}>;

/** Opens the store that `DATABASE_URL` names; ports are then built by `portProvider`. */
@Global()
@Module({})
export class PersistenceModule implements OnApplicationShutdown {
  constructor(private readonly database: Database) {}

  static forRoot(config: Config): DynamicModule {
    return {
      module: PersistenceModule,
      providers: [{ provide: Database, useFactory: () => openDatabase(config) }],
      exports: [Database],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.database.close();
  }
}

/** The one place that asks which store is open. */
export const adapterOf = <T>(database: Database, adapters: Adapters<T>): T =>
  database instanceof SqliteDatabase ? new adapters.sqlite(database) : new adapters.mongo(database as MongoDatabase);

/** Gives `port` the adapter that fits the store. */
export function portProvider<T>(port: Port<T>, adapters: Adapters<T>): FactoryProvider<T> {
  return {
    provide: port,
    inject: [Database],
    useFactory: (database: Database) => adapterOf(database, adapters),
  };
}

/** For a command that only looks at what is there; with SQLite, while nobody else has the file. */
export async function openToRead(of: Location): Promise<Database> {
  const path = pathOf(of);
  return path === undefined ? openMongo(of) : SqliteDatabase.openToRead(path);
}

/** A store that is being filled from another one: no start takes it until it is finished. */
export type Target = Readonly<{
  database: Database;
  /** It is whole. Closes it. */
  finish: () => Promise<void>;
}>;

/**
 * Opened again, a target that was not finished is as it was left.
 * @throws DatabaseRefused where something is there already
 */
export async function openTarget(of: Location): Promise<Target> {
  const path = pathOf(of);
  return path === undefined ? openMongoTarget(of) : openFileTarget(path);
}

/** It has its name only once it is whole. */
function openFileTarget(path: string): Target {
  assertNew(path);
  const unfinished = `${path}.copying`;
  const database = SqliteDatabase.open(unfinished);
  const finish = async () => {
    await database.close();
    assertNew(path);
    renameSync(unfinished, path);
  };
  return { database, finish };
}

function assertNew(path: string): void {
  if (existsSync(path)) throw new DatabaseRefused(`${path} is there already: a copy goes into a new file alone`);
}

async function openMongoTarget({ databaseUrl, production }: Location): Promise<Target> {
  const database = await loadMongo().MongoDatabase.open(databaseUrl, { production, isTarget: true });
  const finish = () => database.finish().then(() => database.close());
  return { database, finish };
}

async function openDatabase(of: Config): Promise<Database> {
  const path = pathOf(of);
  const lives = longestLives(of);
  return path === undefined ? openMongo(of, lives) : SqliteDatabase.open(path, lives).takeCalls();
}

/** The SQLite file that the settings name; undefined where they name another store. */
export const pathOf = ({ databaseUrl }: Pick<Location, 'databaseUrl'>): string | undefined =>
  /^sqlite:(?:\/\/(?=\/))?(.+)$/.exec(databaseUrl)?.[1];

/** Whether to open the store may take minutes. */
export function takesLongToOpen(of: Location): boolean {
  const path = pathOf(of);
  return path !== undefined && isLarge(path);
}

const openMongo = ({ databaseUrl, production }: Location, lives?: Lives): Promise<Database> =>
  loadMongo().MongoDatabase.open(databaseUrl, { production, lives });

/** Who keeps everything in a file does not pay for loading mongoose: 170 ms of each start, and 19 MB. */
const loadMongo = () => require('./mongo/mongo.database') as typeof import('./mongo/mongo.database');
