import { existsSync, renameSync } from 'node:fs';
import type { Config } from '../config/config';
import { DatabaseRefused, type Database } from '../persistence/database';
import { longestLives, type Lives } from '../persistence/lives';
import { isLarge } from '../persistence/sqlite/sqlite.check';
import { SqliteDatabase } from '../persistence/sqlite/sqlite.database';

type Location = Pick<Config, 'databaseUrl' | 'production'>;

/** Opens the store that `DATABASE_URL` names. */
export async function openStore(of: Config): Promise<Database> {
  const path = pathOf(of);
  const lives = longestLives(of);
  return path === undefined ? openMongo(of, lives) : SqliteDatabase.open(path, lives).takeCalls();
}

/** For a command that only looks at what is there; with SQLite, while no other process has the file. */
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
  const database = await loadMongo().openMongo(databaseUrl, { production, isTarget: true });
  const finish = () => database.finish().then(() => database.close());
  return { database, finish };
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
  loadMongo().openMongo(databaseUrl, { production, lives });

/** Who keeps everything in a file does not pay for loading mongoose: 170 ms of each start, and 19 MB. */
const loadMongo = () => require('./mongo.store') as typeof import('./mongo.store');
