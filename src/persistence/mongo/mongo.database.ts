import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { ConnectionStates, createConnection, mongo, trusted } from 'mongoose';
import type { Connection, Model, UpdateQuery } from 'mongoose';
import { ConfigError } from '../../config/config';
import { randomId } from '../../ids';
import { Database, DatabaseRefused } from '../database';
import type { Lives } from '../lives';
import { modelsOf, type Collections, type DeclaredCollections } from './mongo.collections';
import { isDuplicate, isOfStorage, isOutcomeOpen, reasonOf, unavailable } from './mongo.errors';
import { endBeyond, newestMoment } from './mongo.lives';
import { begin, finish, isReplicated, migrate } from './mongo.migrations';
import { OperationQueue } from './mongo.queue';
import { MongoTime } from './mongo.time';
import { databaseIn } from './mongo.url';

type Markable = { _id: string; mark?: string };
type Terms = Readonly<{
  production: boolean;
  declared: DeclaredCollections;
  lives: Lives;
  /** Whether the database is being filled from another store. */
  isTarget: boolean;
}>;
export type MongoTerms = Pick<Terms, 'production' | 'declared'> & Partial<Terms>;
type Filter = { _id: string } & Readonly<Record<string, unknown>>;

/** Options that are not left to the URL: it cannot talk us out of durable, primary-only writes. */
const OPTIONS = {
  writeConcern: { w: 'majority', journal: true, wtimeoutMS: 5_000 },
  // In addition to the one in the write concern, which the URL's own would override.
  journal: true,
  readConcern: { level: 'local' },
  readPreference: 'primary',
  retryWrites: true,
  ignoreUndefined: true,
  sanitizeFilter: true,
  autoIndex: false,
  autoCreate: false,
  bufferCommands: false,
  // A request waits this long for a new primary; an election that takes longer is a 503 with `Retry-After`.
  serverSelectionTimeoutMS: 3_000,
  heartbeatFrequencyMS: 2_000,
  connectTimeoutMS: 5_000,
  // Our own queue decides how long to wait for a connection: it knows whether other operations are answered.
  waitQueueTimeoutMS: 0,
  // A connection on which no more answers arrive is given up; no operation of ours takes that long.
  socketTimeoutMS: 10_000,
} as const;

const RECONNECT_MS = 1_000;
const PROBE_EVERY_MS = 1_000;
const SAY_AGAIN_AFTER_MS = 60_000;
const MAX_TRIES = 3;

/** A MongoDB replica set, shared with other instances. Every change is one atomic write to one document. */
export class MongoDatabase extends Database {
  readonly store = 'mongo';
  readonly collections: Collections;
  newestAtStart?: Date;
  private readonly logger = new Logger('MongoDB');
  private readonly closing = new AbortController();
  private readonly time: MongoTime;
  private readonly queue: OperationQueue;
  private trying: Promise<void> = Promise.resolve();
  private probing = Promise.resolve();
  private probedAt = -Infinity;
  private saidAt = -Infinity;
  private isReady = false;
  private isUp = false;
  private awaySince = 0;
  private reason: unknown = new Error('not connected yet');

  private constructor(
    readonly connection: Connection,
    private readonly url: string,
    connections: number,
    private readonly terms: Terms,
  ) {
    super();
    this.queue = new OperationQueue(connections);
    this.collections = modelsOf(connection, terms.declared);
    this.time = new MongoTime(connection, () => void this.endBeyond().catch(() => undefined));
    // Without a listener, a server that goes away would end the process.
    connection.on('error', () => undefined);
  }

  /**
   * Resolves after the first attempt to connect, whatever its outcome: a server that is away is retried until it is up.
   * @throws ConfigError for an unusable URL; DatabaseRefused for a standalone server in production, or too new a schema
   */
  static async open(
    url: string,
    { production, declared, lives = {}, isTarget = false }: MongoTerms,
  ): Promise<MongoDatabase> {
    const connections = connectionsIn(url);
    const database = new MongoDatabase(createConnection(), url, connections, { production, declared, lives, isTarget });
    try {
      await database.connect();
    } catch (error) {
      if (error instanceof DatabaseRefused) {
        await database.close();
        throw error;
      }
      database.noteAway(error);
      database.trying = database.connectUntilReady();
    }
    return database;
  }

  /** Marks a query operator of ours in a filter: any other object there is treated as a value. */
  readonly trusted = trusted;

  /**
   * Takes a connection, so `work` must not call `run` itself: callers that hold all of them would wait for each other.
   * @throws AppError `storage_unavailable`; a duplicate-key error is passed on unchanged
   */
  async run<T>(work: () => Promise<T>): Promise<T> {
    this.assertThere();
    try {
      const result = await this.queue.run(async () => {
        this.assertThere();
        return work();
      });
      this.noteUp();
      this.time.keepUp();
      return result;
    } catch (error) {
      if (isDuplicate(error) || !isOfStorage(error)) throw error;
      this.noteAway(error);
      throw unavailable(error);
    }
  }

  /** Like `run`, for a write whose key may be taken: then it returns undefined, and nothing was written. */
  async runUnlessTaken<T>(work: () => Promise<T>): Promise<T | undefined> {
    return this.run(work).catch((error: unknown) => {
      if (isDuplicate(error)) return undefined;
      throw error;
    });
  }

  /**
   * False if the key is taken. After a lost answer the insert is repeated, so the key may have been taken by this very
   * call: a caller that must know looks at what is stored.
   * @throws AppError `storage_unavailable`
   */
  async insert<T>(model: Model<T>, document: object): Promise<boolean> {
    return this.untilTold(
      async () => (await this.runUnlessTaken(() => model.insertOne(document as never))) !== undefined,
    );
  }

  /** Inserts in order, and stops at a taken key. Unless the outcome is `written`, check which documents are there. */
  async insertInOrder<T>(model: Model<T>, documents: readonly object[]): Promise<'written' | 'taken' | 'unknown'> {
    try {
      await this.run(() => model.insertMany(documents as never, { ordered: true, lean: true }));
      return 'written';
    } catch (error) {
      if (!isDuplicate(error) && !isOutcomeOpen(error)) throw error;
      return isDuplicate(error) ? 'taken' : 'unknown';
    }
  }

  /**
   * Changes the document that `filter` names if it matches, and returns it as it is afterwards. An error leaves open
   * whether that was done (a step-down, a connection lost before the answer). Then the change is repeated, and the mark
   * tells whether an earlier attempt took effect: that is read, not guessed.
   * @throws AppError `storage_unavailable`
   */
  async change<T extends Markable>(model: Model<T>, filter: Filter, update: UpdateQuery<T>): Promise<T | undefined> {
    const mark = randomId();
    const unmarked = { ...filter, mark: trusted({ $ne: mark }) };
    const marking = { ...update, $set: { ...(update.$set as object), mark } } as UpdateQuery<T>;
    return this.untilTold(async (isRepeat) => {
      const changed = await this.run(() =>
        model.findOneAndUpdate(unmarked as never, marking, { returnDocument: 'after' }).lean<T>(),
      );
      if (changed || !isRepeat) return changed ?? undefined;
      return (await this.run(() => model.findOne({ _id: filter._id, mark } as never).lean<T>())) ?? undefined;
    });
  }

  /** Callers within a second share one probe: the endpoint is open to all, and every probe writes to one document. */
  async probe(): Promise<void> {
    if (performance.now() - this.probedAt > PROBE_EVERY_MS) {
      this.probedAt = performance.now();
      this.probing = this.writeProbe();
    }
    await this.probing;
  }

  override together<T>(steps: () => Promise<T>): Promise<T> {
    return steps();
  }

  override written(): undefined {
    return undefined;
  }

  /** For a target: marks it as complete, so that a start accepts it. */
  async finish(): Promise<void> {
    await this.run(() => finish(this.collections));
  }

  async close(): Promise<void> {
    this.closing.abort();
    await this.trying;
    await this.connection.close();
    this.queue.close();
  }

  /** Called before an operation waits for a connection, and again once it has one. */
  private assertThere(): void {
    if (!this.isReady || this.isKnownToBeAway()) throw unavailable(new Error(reasonOf(this.reason)));
  }

  /** Calls `ask`, up to `MAX_TRIES` times, while an error leaves open whether it took effect. */
  private async untilTold<T>(ask: (isRepeat: boolean) => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        return await ask(tries > 1);
      } catch (error) {
        if (tries === MAX_TRIES || !isOutcomeOpen(error)) throw error;
      }
    }
  }

  private async writeProbe(): Promise<void> {
    const { probes } = this.collections;
    await this.run(() => probes.updateOne({ _id: 'probe' }, { $currentDate: { at: true } }, { upsert: true }));
  }

  private async connect(): Promise<void> {
    await this.connection.openUri(this.url, { ...OPTIONS, dbName: databaseIn(this.url) });
    await this.assertDurable();
    await (this.terms.isTarget ? begin(this.collections) : migrate(this.collections));
    this.newestAtStart = await this.endBeyond();
    this.isReady = true;
    this.noteUp();
  }

  private async endBeyond(): Promise<Date | undefined> {
    const newest = await newestMoment(this.collections);
    await endBeyond(this.collections, newest, this.terms.lives);
    return newest;
  }

  private async assertDurable(): Promise<void> {
    if (isReplicated(await this.time.ask())) return;
    const fact = 'the MongoDB server is a standalone one, which can lose what it acknowledged';
    if (this.terms.production) throw new DatabaseRefused(`${fact}: production needs a replica set`);
    this.logger.warn(`${fact}: good enough for development; production needs a replica set`);
  }

  /** Also after a refusal: an operator may fix the server, and until then we report why we are not ready. */
  private async connectUntilReady(): Promise<void> {
    while (!this.isReady && !this.closing.signal.aborted) {
      await pause(RECONNECT_MS, undefined, { signal: this.closing.signal }).catch(() => undefined);
      if (this.closing.signal.aborted) return;
      await this.connection.close().catch(() => undefined);
      await this.connect().catch((error: unknown) => this.noteAway(error));
    }
  }

  /** The driver watches the servers: once it has seen none for longer than a request waits, requests fail at once. */
  private isKnownToBeAway(): boolean {
    const isLong = performance.now() - this.awaySince > OPTIONS.serverSelectionTimeoutMS;
    return !this.isUp && isLong && this.connection.readyState !== ConnectionStates.connected;
  }

  private noteUp(): void {
    if (this.isUp) return;
    this.isUp = true;
    this.logger.log('MongoDB is up');
  }

  /** One line when the server goes away, not one per request, and another later if the reason has changed. */
  private noteAway(error: unknown): void {
    const now = performance.now();
    const isOldNews = reasonOf(error) === reasonOf(this.reason) || now - this.saidAt < SAY_AGAIN_AFTER_MS;
    this.reason = error;
    if (this.isUp) this.awaySince = now;
    else if (isOldNews) return;
    this.isUp = false;
    this.saidAt = now;
    this.logger.error(`MongoDB cannot be used: ${reasonOf(error)}; retrying`);
  }
}

/**
 * How many connections the URL allows.
 * @throws ConfigError for an invalid URL, without the driver's own message, which may quote the password
 */
function connectionsIn(url: string): number {
  try {
    // 0 is the driver's value for "unlimited".
    return new mongo.MongoClient(url).options.maxPoolSize || Infinity;
  } catch {
    throw new ConfigError(['DATABASE_URL is not a usable MongoDB URL']);
  }
}
