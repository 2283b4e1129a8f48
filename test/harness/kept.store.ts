import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mongo } from 'mongoose';
import { verifyStored } from '../../src/audit/audit.chain';
import { auditOf } from '../../src/audit/audit.module';
import { openToRead } from '../../src/stores/stores';
import { openConnection } from '../../src/persistence/sqlite/sqlite.driver';
import { Api } from './api';
import type { App } from './app';
import { AppProcess, BEFORE } from './app.process';
import type { Tokens } from './sign.in';
import { codeOf, type Telegram } from './telegram';
import { until } from './until';

const FOLDER = join(__dirname, '../stores');
const { EJSON } = mongo.BSON;
/** Each start makes its own. */
const NOT_KEPT = ['probe', 'probes', 'instances'];

/** By what the stores were written; one instance had the bot of the test's Telegram. */
export const KEPT_SETTINGS = {
  MAGIC_LINK_SECRET: 'c29tZSBrZXkgbWF0ZXJpYWwgb2Yga2VwdCBzdG9yZXM',
  OTP_TTL_SECONDS: '600',
  DELIVERY_DEADLINE_SECONDS: '600',
  START_TTL_SECONDS: '600',
  RESEND_COOLDOWN_SECONDS: '0',
};

type Indexes = Readonly<{ name: string; key: Record<string, 1>; [option: string]: unknown }>;
type Known = Readonly<{
  /** Has signed in; versions before sessions gave no refresh token. */
  ann: Readonly<{ userId: string; telegramId: number; refreshToken?: string }>;
  /** A message is in Telegram. */
  inFlight: Readonly<{ id: string; code: string }>;
  /** Nobody has pressed Start yet. */
  awaiting: Readonly<{ id: string; link: string }>;
}>;
/** What a version has left when it was stopped, a moment after `takenAt`. */
type Kept = Readonly<{ version: number; takenAt: string; known: Known }>;
export type KeptFile = Kept & Readonly<{ schema: readonly string[]; rows: readonly string[] }>;
export type KeptDatabase = Kept &
  Readonly<{ collections: Readonly<Record<string, { indexes: Indexes[]; documents: object[] }>> }>;

/** Of every version that has landed, oldest first. */
export function keptStores<T extends Kept>(store: 'sqlite' | 'mongo'): T[] {
  const folder = join(FOLDER, store);
  const files = readdirSync(folder).sort();
  return files.map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as T);
}

/** By scripts/keep-stores.mjs: with each migration, and by the program that has brought it. */
export const isKeeping = process.env.KEPT_STORES === 'write';

/** Fills a store as every kept one is filled, by the version that is to be kept (`BEFORE`), and stops that. */
export async function leave(telegram: Telegram, databaseUrl: string): Promise<Omit<Kept, 'version'>> {
  const app = await AppProcess.prepare({ ...telegram.settings, ...KEPT_SETTINGS, DATABASE_URL: databaseUrl });
  app.program = BEFORE;
  await app.boot();
  const api = new Api(app);
  await until(async () => (await app.get<{ status: string }>('/health')).body.status === 'ok', 'the bot to be up');
  const aMessage = async () => {
    const telegramId = api.nextPerson();
    const { verification_id: id } = await api.register({ name: 'Ann', telegram_chat_id: telegramId });
    const [message] = await telegram.untilCodeMessages(telegramId, 1);
    await api.untilStatus(id, 'sent');
    return { telegramId, id, code: codeOf(message!)! };
  };
  const { telegramId, id: used, code: typed } = await aMessage();
  const entered = { verification_id: used, otp: typed, session: 'token' };
  const { body: session } = await app.post<Tokens>('/api/verify-otp', entered);
  const { id, code } = await aMessage();
  const { verification_id: awaited, telegram_link: link } = await api.register();
  const known = {
    ann: { userId: session.user.id, telegramId, refreshToken: session.refresh_token },
    inFlight: { id, code },
    awaiting: { id: awaited, link },
  };
  const takenAt = new Date().toISOString();
  await app.close();
  return { takenAt, known };
}

export function keepFile(path: string, left: Omit<Kept, 'version'>): void {
  const connection = openConnection(path, 0);
  const all = (sql: string) => connection.prepare(sql).all() as Record<string, string>[];
  const [{ user_version: version }] = all('PRAGMA user_version') as unknown as [{ user_version: number }];
  const made = all("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'");
  const tables = made.filter(({ type, name }) => type === 'table' && !NOT_KEPT.includes(name!));
  const rows = tables.flatMap(({ name: table }) => {
    const columns = all(`SELECT name FROM pragma_table_info('${table}')`).map(({ name }) => name!);
    const quoted = columns.map((name) => `quote(${name}) AS ${name}`);
    return all(`SELECT ${quoted.join(', ')} FROM ${table}`).map((row) => {
      const present = Object.entries(row).filter(([, value]) => value !== 'NULL');
      const [names, values] = [present.map(([name]) => name), present.map(([, value]) => value)];
      return `INSERT INTO ${table} (${names.join(', ')}) VALUES (${values.join(', ')})`;
    });
  });
  connection.close();
  keep('sqlite', { version, ...left, schema: made.map(({ sql }) => sql!), rows });
}

export async function keepDatabase(url: string, left: Omit<Kept, 'version'>): Promise<void> {
  const client = new mongo.MongoClient(url);
  const collections: Record<string, object> = {};
  for (const { name } of await client.db().listCollections().toArray()) {
    if (NOT_KEPT.includes(name)) continue;
    const collection = client.db().collection(name);
    const indexes = (await collection.indexes()).filter(({ name: index }) => index !== '_id_');
    const documents = await collection.find().toArray();
    collections[name] = {
      indexes: indexes.map(({ v: _, ...index }) => index),
      documents: documents.map((document) => EJSON.serialize(document)),
    };
  }
  const { version } = (await client.db().collection<{ version: number }>('schema_version').findOne())!;
  await client.close();
  keep('mongo', { version, ...left, collections });
}

/** One that is kept is never changed. */
function keep(store: 'sqlite' | 'mongo', kept: Kept & Readonly<Record<string, unknown>>): void {
  const path = join(FOLDER, store, `${String(kept.version).padStart(2, '0')}.json`);
  if (!existsSync(path)) writeFileSync(path, `${JSON.stringify(kept, null, 2)}\n`);
}

/** Puts it in the place of what is at `path`. */
export function layFile(path: string, { version, schema, rows }: KeptFile): void {
  rmSync(path, { force: true });
  const connection = openConnection(path, 0);
  connection.exec(['BEGIN', ...schema, ...rows, `PRAGMA user_version = ${version}`, 'COMMIT'].join(';\n'));
  connection.close();
}

/** As if it had been left just now: MongoDB's clock is nobody's to set. The audit's times are in its hashes. */
export async function layDatabase(url: string, { takenAt, collections }: KeptDatabase): Promise<void> {
  const client = new mongo.MongoClient(url);
  const byMs = Date.now() - Date.parse(takenAt);
  for (const [name, { indexes, documents }] of Object.entries(collections)) {
    const collection = await client.db().createCollection(name);
    if (indexes.length > 0) await collection.createIndexes(indexes as mongo.IndexDescription[]);
    const all = documents.map((document) => EJSON.deserialize(document) as mongo.BSON.Document);
    const moved = name === 'audit' ? all : (all.map((each) => later(each, byMs)) as mongo.BSON.Document[]);
    if (moved.length > 0) await collection.insertMany(moved);
  }
  await client.close();
}

function later(value: unknown, byMs: number): unknown {
  if (value instanceof Date) return new Date(value.getTime() + byMs);
  if (Array.isArray(value)) return value.map((each) => later(each, byMs));
  if (value === null || typeof value !== 'object' || '_bsontype' in value) return value;
  return Object.fromEntries(Object.entries(value).map(([field, held]) => [field, later(held, byMs)]));
}

/** The people of a kept store go on where they were, and its audit is whole. Closes the app. */
export async function expectToGoOn(app: App, telegram: Telegram, { ann, inFlight, awaiting }: Known) {
  const api = new Api(app);
  await app.untilBotWorks();
  if (ann.refreshToken) {
    const refreshed = await app.post<Tokens>('/api/token/refresh', { refresh_token: ann.refreshToken });
    expect(refreshed).toMatchObject({ status: 200 });
  }
  expect(await api.verifyOtp(inFlight.id, inFlight.code)).toMatchObject({ status: 200 });
  const eve = await telegram.addPerson('Eve');
  await telegram.pressStart(eve, awaiting.link);
  const [pressed] = await telegram.untilCodeMessages(eve, 1);
  expect(await api.verifyOtp(awaiting.id, codeOf(pressed!)!)).toMatchObject({ status: 200 });
  const { verification_id: again } = await api.register({ telegram_chat_id: ann.telegramId });
  const [message] = await telegram.untilCodeMessages(ann.telegramId, 1);
  expect(await api.verifyOtp(again, codeOf(message!)!)).toMatchObject({
    status: 200,
    body: { user: { id: ann.userId } },
  });
  await app.close();
  const database = await openToRead({ databaseUrl: app.databaseUrl, production: false });
  const { fault, entries } = await verifyStored(auditOf(database), {});
  expect([fault, entries > 0]).toEqual([undefined, true]);
  await database.close();
}
