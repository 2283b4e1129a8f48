import { mongo, trusted, type Model } from 'mongoose';
import { DatabaseRefused } from '../database';
import { schemaVersions as versions, type SchemaVersionDocument } from './housekeeping.collection';
import type { Collections } from './mongo.collections';

/** Creates the collections and their declared indexes, unless they exist. */
type Declare = (...models: readonly Declared[]) => Promise<void>;
type Declared = Collections[keyof Collections];
type Migration = (collections: Collections, declare: Declare) => Promise<unknown>;

/**
 * Each entry brings the schema one version on; entries are only ever added. Several instances may run an entry at the
 * same time, while others, one version behind, go on working. So an entry must be repeatable. It adds (collections,
 * indexes, optional fields), and removes only what the previous version has stopped using.
 */
export const migrations: readonly Migration[] = [
  (collections, declare) => declare(...Object.values(collections)),
  // The steps of a delivery, and the indexes for looking deliveries up.
  ({ deliveries }, declare) => declare(deliveries),
  // Accounts, sessions, and the webhooks and audit entries about them.
  async (
    { verifications, chats, users, closures, sessions, idempotencyKeys, webhooks, audit, auditHeads },
    declare,
  ) => {
    await declare(verifications, chats, users, closures, sessions, idempotencyKeys, webhooks, audit, auditHeads);
    await fillKeys(users, 'name', 'nameKey');
    await fillKeys(users, 'telegramUsername', 'usernameKey');
    await fillKeys(chats, 'username', 'usernameKey');
  },
  // Removes the decoys of sign-ins by name.
  async ({ verifications, deliveries }) => {
    await deliveries.deleteMany({ chatId: trusted({ $lt: 0 }) });
    await verifications.deleteMany({ chatId: trusted({ $exists: false }), deliveryId: trusted({ $exists: true }) });
  },
  // Turns among the messages that wait behind all others.
  ({ deliveries }, declare) => declare(deliveries),
  // An e-mail is a label: several accounts may share one. The previous version relies on nothing that this removes.
  async ({ users }, declare) => {
    await declare(users);
    const names = (await users.listIndexes()).map(({ name }) => name as string);
    if (names.includes(UNIQUE_EMAIL)) await users.collection.dropIndex(UNIQUE_EMAIL).catch(unlessGone);
  },
  // Browsers and API clients that an account knows.
  ({ devices }, declare) => declare(devices),
  // The third entry again: it was edited after it had landed, and stores from before lack what it does now.
  async ({ users, chats, idempotencyKeys }, declare) => {
    await declare(users, chats, idempotencyKeys);
    await fillKeys(users, 'name', 'nameKey');
    await fillKeys(users, 'telegramUsername', 'usernameKey');
    await fillKeys(chats, 'username', 'usernameKey');
  },
  // Accounts that the audit does not know yet, and messages that are being retried.
  ({ users, deliveries }, declare) => declare(users, deliveries),
  // For operators who look for failed sign-ins: what was typed, from where, and by which request; errors of messages.
  ({ verifications, deliveries }, declare) => declare(verifications, deliveries),
  // Profile pictures.
  ({ portraits }, declare) => declare(portraits),
  // What the OpenID provider remembers.
  ({ oidcRecords }, declare) => declare(oidcRecords),
  // Apps that administrators register, and what an app holds.
  ({ apps, oidcRecords }, declare) => declare(apps, oidcRecords),
  // E-mails that were proven.
  ({ users }, declare) => declare(users),
  // Sign-ins whose end is reported to apps, and the sessions that they end with.
  ({ logouts, sessions }, declare) => declare(logouts, sessions),
];

/** Each model once per run: the first migration of an empty store declares everything, and later ones find it there. */
function declareOnce(): Declare {
  const declared = new Set<Declared>();
  return async (...models) => {
    for (const model of models) {
      if (declared.has(model)) continue;
      await model.createCollection();
      const indexes = model.schema.indexes().map(([key, options]) => ({ ...options, key }) as mongo.IndexDescription);
      if (indexes.length > 0) await model.collection.createIndexes(indexes);
      declared.add(model);
    }
  };
}

const UNIQUE_EMAIL = 'email_1';
const INDEX_NOT_FOUND = 27;

/** Ignores that another instance has already dropped the index. */
function unlessGone(error: unknown): void {
  if (!(error instanceof mongo.MongoServerError) || error.code !== INDEX_NOT_FOUND) throw error;
}

/** Makes existing people searchable by name, too; a document that changes meanwhile already has its key. */
async function fillKeys<T>(model: Model<T>, field: keyof T & string, key: keyof T & string): Promise<void> {
  const lacks = { [field]: trusted({ $exists: true }), [key]: trusted({ $exists: false }) };
  for await (const document of model
    .find(lacks as never)
    .lean<{ _id: string; [name: string]: string }>()
    .cursor())
    await model.updateOne(
      { _id: document._id, ...lacks } as never,
      { $set: { [key]: document[field]!.toLowerCase() } } as never,
    );
}

const VERSION_ID = 'telega2go';
/** Stands in for the version while a store is being copied in: versions that do not know it take it for a newer one. */
const UNFINISHED = 1_000_000;

/** Why a start refuses the store; undefined if it accepts it. */
function refusalOf(version: number): string | undefined {
  if (version === UNFINISHED) return 'the MongoDB database is a copy that was not finished';
  return version > migrations.length + 1
    ? 'the MongoDB database was written by a newer version of Telega2Go'
    : undefined;
}

/** The same, of a database that is only read. */
export async function readRefusal(db: mongo.Db): Promise<string | undefined> {
  const kept = await db
    .collection<SchemaVersionDocument>(versions.name)
    .findOne({ _id: VERSION_ID }, { readPreference: 'primaryPreferred' });
  return refusalOf(kept?.version ?? 0);
}

/** @throws DatabaseRefused if the store is more than one version ahead, or a copy that was not finished */
export async function migrate(collections: Collections): Promise<void> {
  const { schemaVersions } = collections;
  const version = await versionOf(collections);
  const refusal = refusalOf(version);
  if (refusal !== undefined) throw new DatabaseRefused(refusal);
  const declare = declareOnce();
  for (const step of migrations.slice(version)) await step(collections, declare);
  // `$max`: a newer instance may have gone further meanwhile.
  await schemaVersions.updateOne({ _id: VERSION_ID }, { $max: { version: migrations.length } }, { upsert: true });
}

/**
 * Prepares an empty database to be filled, or continues with an unfinished one. Until `finish`, every start refuses it.
 * @throws DatabaseRefused if the database is not empty
 */
export async function begin(collections: Collections): Promise<void> {
  if ((await versionOf(collections)) === UNFINISHED) return;
  await assertEmpty(collections);
  await migrate(collections);
  await setVersion(collections, UNFINISHED);
}

/** Makes the copy a store like any other. */
export const finish = (collections: Collections): Promise<void> => setVersion(collections, migrations.length);

async function assertEmpty({ schemaVersions: _, probes: __, ...collections }: Collections): Promise<void> {
  for (const model of Object.values(collections) as Model<object>[])
    if (await model.exists({}))
      throw new DatabaseRefused(
        `the MongoDB database is not empty, or in use: there is something in ${model.modelName}`,
      );
}

async function versionOf({ schemaVersions }: Collections): Promise<number> {
  return (await schemaVersions.findById(VERSION_ID).lean())?.version ?? 0;
}

async function setVersion({ schemaVersions }: Collections, version: number): Promise<void> {
  await schemaVersions.updateOne({ _id: VERSION_ID }, { $set: { version } }, { upsert: true });
}

/**
 * An acknowledged write must survive the loss of a server, and only a replica set can promise that.
 * @param server its reply to `hello` or `isMaster`
 * @returns true for a replica set or a sharded cluster
 */
export const isReplicated = (server: mongo.BSON.Document): boolean =>
  server.setName !== undefined || server.msg === 'isdbgrid';
