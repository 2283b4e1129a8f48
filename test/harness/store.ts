import { readFileSync } from 'node:fs';
import type { mongo } from 'mongoose';
import { randomId } from '../../src/ids';
import { makeEmptyFile } from './sqlite.store';

/** Jest's configuration says it: the same test file may run once on each store. */
declare const STORE: 'sqlite' | 'mongo';

/** Where a test that does not care which store it is on keeps its records: in `folder`, or in an empty database. */
export function testDatabaseUrl(folder: string): string {
  if (STORE === 'mongo') return aMongoUrl();
  const path = `${folder}/test.sqlite`;
  makeEmptyFile(path);
  return `sqlite:${path}`;
}

/** Takes a database away that `testDatabaseUrl` or `aMongoUrl` has named; a file goes with its folder. */
export async function dropTestDatabase(url: string): Promise<void> {
  if (url.startsWith('mongodb')) await onMongo(url, (db) => db.dropDatabase());
}

/** Ends the leases and the presence of instances that are known to be dead, as time would. */
export async function endTestLeases(url: string): Promise<void> {
  if (!url.startsWith('mongodb')) return;
  await onMongo(url, async (db) => {
    await db.collection('bot_leases').updateMany({}, { $unset: { renewedAt: 1 } });
    await db.collection('instances').deleteMany({});
  });
}

/** Everything that is stored there, as text to look for something in: a file's bytes, or each document. */
export async function dumpTestDatabase(url: string): Promise<string> {
  if (!url.startsWith('mongodb')) return ['', '-wal'].map((suffix) => readIfThere(url.slice(7) + suffix)).join('');
  return onMongo(url, async (db) => {
    const collections = await db.collections();
    return JSON.stringify(await Promise.all(collections.map((collection) => collection.find().toArray())));
  });
}

async function onMongo<T>(url: string, work: (db: mongo.Db) => Promise<T>): Promise<T> {
  const client = new (await import('mongoose')).mongo.MongoClient(url);
  try {
    return await work(client.db());
  } finally {
    await client.close();
  }
}

/** A file's bytes as characters; nothing if SQLite has tidied it away. */
function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

/** A new database on the server that the tests were given. */
export function aMongoUrl(): string {
  const server = process.env.TEST_MONGODB_URI ?? process.env.MONGODB_URI;
  if (!server)
    throw new Error(
      'This test needs MongoDB: "npm test" starts one, "node scripts/mongo.mjs" says how to hand one over.',
    );
  return withDatabase(server, `test-${randomId()}`);
}

/** The same server, another database. Who logs in goes on doing so where their account is. */
export function withDatabase(uri: string, name: string): string {
  // A list of hosts makes it no URL that `URL` would take.
  const [, hosts, before = '', query = ''] = /^([^/]+\/\/[^/?]+)\/?([^?]*)\??(.*)$/.exec(uri)!;
  const hasAccount = hosts!.includes('@') && !/(^|&)authSource=/.test(query);
  const options = [query, ...(hasAccount ? [`authSource=${before || 'admin'}`] : [])].filter(Boolean).join('&');
  return `${hosts}/${name}${options && `?${options}`}`;
}
