import { setTimeout as pause } from 'node:timers/promises';
import { Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { mongo } from 'mongoose';
import type { MongoDatabase } from '../persistence/mongo/mongo.database';
import { LocalStatusFeed, StatusFeed } from './status.feed';

type Changes = mongo.ChangeStream;

const RETRY_MS = 1_000;
const POLL_MS = 500;
/** A server that answers at once instead of holding the request until there is a change is asked at this pace. */
const IDLE_MS = 100;
/** After polling for so long, the stream is tried again: the server may have refused it only temporarily. */
const POLL_FOR_MS = 60_000;

/**
 * Tells watchers what any instance changed: by the server's change stream or, if it has none (a standalone server), by
 * polling the watched verifications twice a second. After a gap, every watcher is told and reads the current state, so
 * nothing is missed and no position in the stream has to be kept.
 */
export class MongoStatusFeed extends StatusFeed implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly local = new LocalStatusFeed();
  private readonly logger = new Logger('StatusFeed');
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private isToldOfPolling = false;

  constructor(private readonly database: MongoDatabase) {
    super();
  }

  onApplicationBootstrap(): void {
    this.running = this.run();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  publish(verificationId: string): void {
    this.local.publish(verificationId);
  }

  subscribe(verificationId: string, onChange: () => void): () => void {
    return this.local.subscribe(verificationId, onChange);
  }

  private async run(): Promise<void> {
    while (!this.isStopping) {
      try {
        await this.follow();
      } catch (error) {
        if (this.isStopping) return;
        await (isRefused(error) ? this.poll() : this.pause(RETRY_MS));
      }
    }
  }

  /** Follows the stream until it breaks. The first `tellNext` opens it. */
  private async follow(): Promise<void> {
    await this.database.probe();
    // The driver's own change stream: mongoose's has no `tryNext`, whatever its type says.
    const changes = this.verifications.collection.watch([{ $project: { documentKey: 1 } }]);
    const close = () => void changes.close().catch(() => undefined);
    this.stopping.signal.addEventListener('abort', close, { once: true });
    try {
      await this.tellNext(changes);
      for (const id of this.local.watched) this.local.publish(id);
      while (!this.isStopping) if (!(await this.tellNext(changes))) await this.pause(IDLE_MS);
    } finally {
      this.stopping.signal.removeEventListener('abort', close);
      close();
    }
  }

  /** False if there was nothing to tell. */
  private async tellNext(changes: Changes): Promise<boolean> {
    const change = await changes.tryNext();
    if (change && 'documentKey' in change) this.local.publish(String(change.documentKey._id));
    return change !== null;
  }

  private async poll(): Promise<void> {
    if (!this.isToldOfPolling)
      this.logger.warn('the MongoDB server has no change streams: watched verifications are looked at twice a second');
    this.isToldOfPolling = true;
    let seen = new Map<string, number>();
    const end = performance.now() + POLL_FOR_MS;
    while (!this.isStopping && performance.now() < end) {
      const found = await this.listWatched().catch(() => undefined);
      for (const { _id, revision } of found ?? []) if (seen.get(_id) !== revision) this.local.publish(_id);
      if (found) seen = new Map(found.map(({ _id, revision }) => [_id, revision]));
      await this.pause(POLL_MS);
    }
  }

  private async listWatched(): Promise<{ _id: string; revision: number }[]> {
    const { watched } = this.local;
    if (watched.length === 0) return [];
    const isWatched = { _id: this.database.trusted({ $in: watched }) };
    return this.database.run(() => this.verifications.find(isWatched, { revision: 1 }).lean());
  }

  private get verifications() {
    return this.database.collections.verifications;
  }

  private get isStopping(): boolean {
    return this.stopping.signal.aborted;
  }

  private async pause(ms: number): Promise<void> {
    await pause(ms, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }
}

/** The server answered with a refusal: it has no change streams, or none on a standalone server. */
const isRefused = (error: unknown): boolean => error instanceof Error && error.name === 'MongoServerError';
