import { resolve } from 'node:path';
import type { Config } from '../config/config';
import type { Database } from '../persistence/database';
import { longestLives, type Lives } from '../persistence/lives';
import { DEFAULT_DATABASE } from '../persistence/mongo/mongo.url';
import { isLarge } from '../persistence/sqlite/sqlite.check';
import { SqliteDatabase } from '../persistence/sqlite/sqlite.database';

type Location = Pick<Config, 'databaseUrl' | 'production'>;

/** Opens the store that `DATABASE_URL` names. */
export async function openStore(of: Config): Promise<Database> {
  const path = pathOf(of);
  const lives = longestLives(of);
  return path === undefined ? openMongo(of, lives) : SqliteDatabase.open(path, lives).takeCalls();
}

/** For a command that only reads; a SQLite file must not be in use by another process. */
export async function openToRead(of: Location): Promise<Database> {
  const path = pathOf(of);
  return path === undefined ? openMongo(of) : SqliteDatabase.openToRead(path);
}

/** A store that is being filled from another one: no start accepts it until it is finished. */
export type Target = Readonly<{
  database: Database;
  /** Marks it as complete, and closes it. */
  finish: () => Promise<void>;
}>;

/**
 * A target that was not finished is opened again as it was left.
 * @throws DatabaseRefused if something is there already
 */
export async function openTarget(of: Location): Promise<Target> {
  const path = pathOf(of);
  return path === undefined ? openMongoTarget(of) : openFileTarget(path);
}

function openFileTarget(path: string): Target {
  const database = SqliteDatabase.openTarget(path);
  const finish = () => database.finish().then(() => database.close());
  return { database, finish };
}

async function openMongoTarget({ databaseUrl, production }: Location): Promise<Target> {
  const database = await loadMongo().openMongo(databaseUrl, { production, isTarget: true });
  const finish = () => database.finish().then(() => database.close());
  return { database, finish };
}

/** The SQLite file that the settings name; undefined if they name another store. */
export const pathOf = ({ databaseUrl }: Pick<Location, 'databaseUrl'>): string | undefined =>
  /^sqlite:(?:\/\/(?=\/))?(.+)$/.exec(databaseUrl)?.[1];

/** For operators: the absolute path of a file, or where a MongoDB database is, without a user, a password or options. */
export function nameOf({ databaseUrl }: Pick<Location, 'databaseUrl'>): string {
  const path = pathOf({ databaseUrl });
  if (path !== undefined) return resolve(path);
  const [, hosts, database] =
    /^mongodb(?:\+srv)?:\/\/(?:[^@/?]*@)?([^@/?]+)(?:\/([^@/?]*))?(?:\?[^@]*)?$/.exec(databaseUrl) ?? [];
  return hosts ? `the MongoDB database ${database || DEFAULT_DATABASE} at ${hosts}` : 'the MongoDB database';
}

/** Whether opening the store may take minutes. */
export function takesLongToOpen(of: Location): boolean {
  const path = pathOf(of);
  return path !== undefined && isLarge(path);
}

const openMongo = ({ databaseUrl, production }: Location, lives?: Lives): Promise<Database> =>
  loadMongo().openMongo(databaseUrl, { production, lives });

/** With a SQLite store, mongoose is not loaded, which would take 170 ms of each start, and 19 MB. */
const loadMongo = () => require('./mongo.store') as typeof import('./mongo.store');
