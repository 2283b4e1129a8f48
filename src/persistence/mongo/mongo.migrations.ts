import { mongo, trusted, type Model } from 'mongoose';
import { DatabaseRefused } from '../database';
import type { Collections } from './mongo.collections';

/** Makes the collections, and the indexes that are declared for them, as far as they are not there. */
type Declare = (...models: readonly Declared[]) => Promise<void>;
type Declared = Collections[keyof Collections];
type Migration = (collections: Collections, declare: Declare) => Promise<unknown>;

/**
 * Each entry brings the schema one version on; entries are only ever added. Several instances may run one at the same time,
 * and others that are one version behind go on working beside it: so an entry may be repeated, adds (collections, indexes,
 * fields that may be absent), and takes away only what the version before it has stopped using.
 */
export const migrations: readonly Migration[] = [
  (collections, declare) => declare(...Object.values(collections)),
  // What a delivery went through, and by whom it is looked up.
  ({ deliveries }, declare) => declare(deliveries),
  // Accounts, sessions, and who is told of them.
  async (
    { verifications, chats, users, closures, sessions, idempotencyKeys, webhooks, audit, auditHeads },
    declare,
  ) => {
    await declare(verifications, chats, users, closures, sessions, idempotencyKeys, webhooks, audit, auditHeads);
    await fillKeys(users, 'name', 'nameKey');
    await fillKeys(users, 'telegramUsername', 'usernameKey');
    await fillKeys(chats, 'username', 'usernameKey');
  },
  // Decoys of sign-ins by a name.
  async ({ verifications, deliveries }) => {
    await deliveries.deleteMany({ chatId: trusted({ $lt: 0 }) });
    await verifications.deleteMany({ chatId: trusted({ $exists: false }), deliveryId: trusted({ $exists: true }) });
  },
  // Turns of messages that wait behind all others.
  ({ deliveries }, declare) => declare(deliveries),
  // An e-mail is a label: several accounts may have the same. The version before relies on nothing that this takes away.
  async ({ users }, declare) => {
    await declare(users);
    const names = (await users.listIndexes()).map(({ name }) => name as string);
    if (names.includes(UNIQUE_EMAIL)) await users.collection.dropIndex(UNIQUE_EMAIL).catch(unlessGone);
  },
  // Browsers and API clients that an account knows.
  ({ devices }, declare) => declare(devices),
  // The third entry again: it was edited after it had landed, and stores of those days lack what it does now.
  async ({ users, chats, idempotencyKeys }, declare) => {
    await declare(users, chats, idempotencyKeys);
    await fillKeys(users, 'name', 'nameKey');
    await fillKeys(users, 'telegramUsername', 'usernameKey');
    await fillKeys(chats, 'username', 'usernameKey');
  },
  // Accounts of which the audit does not know yet, and messages that were tried before.
  ({ users, deliveries }, declare) => declare(users, deliveries),
  // What was typed, from where, and by which request, for operators who look for sign-ins that came to nothing; errors of messages.
  ({ verifications, deliveries }, declare) => declare(verifications, deliveries),
  // Profile pictures.
  ({ portraits }, declare) => declare(portraits),
  // What the OpenID provider remembers.
  ({ oidcRecords }, declare) => declare(oidcRecords),
  // Apps that administrators register, and what an app holds.
  ({ apps, oidcRecords }, declare) => declare(apps, oidcRecords),
  // E-mails that were proven.
  ({ users }, declare) => declare(users),
  // Sign-ins that apps are told the end of, and the sessions that they end with.
  ({ logouts, sessions }, declare) => declare(logouts, sessions),
];

/** Once in a run: the first migration of an empty store declares everything, and the later ones find it there. */
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

/** Another instance was quicker. */
function unlessGone(error: unknown): void {
  if (!(error instanceof mongo.MongoServerError) || error.code !== INDEX_NOT_FOUND) throw error;
}

/** People who were there before are found by how they are called, too; a document that changes meanwhile has a key already. */
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
/** Stands in the place of the version while a store is being copied into it: to versions that do not know it, a newer one. */
const UNFINISHED = 1_000_000;

/** @throws DatabaseRefused when a version wrote it that is more than one ahead of this one, or a copy was not finished */
export async function migrate(collections: Collections): Promise<void> {
  const { schemaVersions } = collections;
  const version = await versionOf(collections);
  if (version === UNFINISHED) throw new DatabaseRefused('the MongoDB database is a copy that was not finished');
  if (version > migrations.length + 1)
    throw new DatabaseRefused('the MongoDB database was written by a newer version of Telega2Go');
  const declare = declareOnce();
  for (const step of migrations.slice(version)) await step(collections, declare);
  // `$max`: a newer instance may have come further meanwhile.
  await schemaVersions.updateOne({ _id: VERSION_ID }, { $max: { version: migrations.length } }, { upsert: true });
}

/**
 * Makes an empty database ready to be filled, and lets one go on that was not finished. Until `finish`, every start refuses it.
 * @throws DatabaseRefused when there is anything in it
 */
export async function begin(collections: Collections): Promise<void> {
  if ((await versionOf(collections)) === UNFINISHED) return;
  await assertEmpty(collections);
  await migrate(collections);
  await setVersion(collections, UNFINISHED);
}

/** From now on it is a store like any other. */
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
 * What is acknowledged must survive the loss of a server, and only a replica set can promise that.
 * @param server what it says of itself when greeted
 * @returns true for a replica set or a sharded cluster
 */
export const isReplicated = (server: mongo.BSON.Document): boolean =>
  server.setName !== undefined || server.msg === 'isdbgrid';
