import { generateKeyPairSync } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { mongo } from 'mongoose';
import { LEASE_SECONDS } from '../../src/lease/holdings';
import type { BotLeaseDocument } from '../../src/lease/store/bot.lease.collection';
import { aMongoUrl, dropTestDatabase } from './store';
import type { CallRecord } from '../../src/sandbox/sandbox.calls';
import { Api } from './api';
import { AppProcess } from './app.process';
import { HttpClient } from './http.client';
import { Proxy } from './proxy';
import { Telegram } from './telegram';
import { until } from './until';

/** The double has no limits, and what is tested here is not how long a queue takes. */
const FAST = { TELEGRAM_MESSAGES_PER_SECOND: '1000' };
/** What instances of one product have in common, beside their store. */
const SECRETS = {
  MAGIC_LINK_SECRET: 'c29tZSBrZXkgbWF0ZXJpYWwgb2YgdGhlIHRlc3QgcnVu',
  ADMIN_API_KEY: 'Qm9uam91ciBsZSBtb25kZSBlbnRpZXIgZXQgdG91cw',
  JWT_PRIVATE_KEY: generateKeyPairSync('ec', { namedCurve: 'P-256' })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString()
    .replaceAll('\n', '\\n'),
};

/** What an instance says of itself and of the one bot. */
export type BotHealth = Readonly<{ instance: string; state: string; heldBy: string | null }>;

type Health = Readonly<{ instance: string; bots: readonly Readonly<{ state: string; held_by: string | null }>[] }>;

type ClusterOptions = Readonly<{
  instances: number;
  settings?: Readonly<Record<string, string>>;
  /** A database that is not the cluster's own, or the way there. */
  databaseUrl?: string;
}>;

/** Several processes of the product, on one database and for one bot, behind a load balancer. */
export class Cluster {
  /** By way of the load balancer. */
  readonly api: Api;
  /** How long this machine takes, at the moment, to start as many instances as there are. */
  startMs = 0;
  private lastPerson = 100_000;

  private constructor(
    readonly telegram: Telegram,
    readonly proxy: Proxy,
    private readonly settings: Readonly<Record<string, string>>,
    readonly instances: AppProcess[] = [],
  ) {
    this.api = new Api(new HttpClient(proxy.url));
  }

  /** All of them are ready, and one has the bot. */
  static async start(options: ClusterOptions): Promise<Cluster> {
    const cluster = await Cluster.prepare(options);
    await cluster.boot();
    await cluster.untilOwner();
    return cluster;
  }

  /** Those that do not run. */
  async boot(): Promise<void> {
    const begunAt = performance.now();
    await Promise.all(this.instances.filter((app) => !app.isRunning).map((app) => app.boot()));
    this.startMs = Math.max(this.startMs, performance.now() - begunAt);
    await until(() => this.proxy.ready.length === this.instances.length, 'the load balancer to see all instances');
  }

  /** None of them is started yet. */
  static async prepare({ instances, settings, databaseUrl = aMongoUrl() }: ClusterOptions): Promise<Cluster> {
    const telegram = await Telegram.start();
    const proxy = await Proxy.start();
    const shared = {
      ...SECRETS,
      ...telegram.settings,
      PUBLIC_URL: proxy.url,
      DATABASE_URL: databaseUrl,
      ...FAST,
      ...settings,
    };
    const cluster = new Cluster(telegram, proxy, shared);
    for (let count = 0; count < instances; count++) await cluster.add();
    proxy.serveWith(cluster.instances.map(({ url }) => url));
    return cluster;
  }

  /** One more, not started yet, and unknown to the load balancer. */
  async add(): Promise<AppProcess> {
    const app = await AppProcess.prepare(this.settings);
    this.instances.push(app);
    return app;
  }

  /** Somebody new, as they register. */
  newPerson(): { telegram_chat_id: number; email: string } {
    const id = ++this.lastPerson;
    return { telegram_chat_id: id, email: `ann${id}@example.org` };
  }

  /** What an instance says, unless it is dead or asleep. */
  async healthOf(app: AppProcess): Promise<BotHealth | undefined> {
    if (!app.isRunning || app.isAsleep) return undefined;
    const answer = await app.get<Health>('/health').catch(() => undefined);
    if (!answer) return undefined;
    const { instance, bots } = answer.body;
    return { instance, state: bots[0]!.state, heldBy: bots[0]!.held_by };
  }

  /** Waits until exactly one instance has the bot, and all that answer agree on which. */
  untilOwner(): Promise<AppProcess> {
    return until(async () => {
      const all = await Promise.all(this.instances.map((app) => this.healthOf(app)));
      const said = all.filter((health) => health !== undefined);
      const owners = said.filter(({ state }) => state === 'up');
      const [owner] = owners;
      const areAgreed = said.every(({ state, heldBy }) => heldBy === owner?.instance && /^(up|standby)$/.test(state));
      return owners.length === 1 && areAgreed ? this.instances[all.indexOf(owner)] : undefined;
    }, 'exactly one instance to have the bot');
  }

  /** The owner, and the others. */
  async roles(): Promise<readonly [owner: AppProcess, ...others: AppProcess[]]> {
    const owner = await this.untilOwner();
    return [owner, ...this.instances.filter((app) => app !== owner && app.isRunning)];
  }

  /** After a lease is over: what the product promises is 20 s after a crash, and a busy machine takes longer for all. */
  get takeoverWithinMs(): number {
    return TAKEOVER_MS - LEASE_SECONDS * 1000 + this.startMs;
  }

  /** Writes down, from now on, who has which bot. */
  watchLeases(): Promise<LeaseLog> {
    return LeaseLog.begin(this.settings.DATABASE_URL!);
  }

  /** Without a word to anybody: a test that ended has nothing to finish. */
  async close(): Promise<void> {
    await this.proxy.close();
    await Promise.all(this.instances.map((app) => app.kill()));
    await Promise.all(this.instances.map((app) => app.close()));
    await this.telegram.stop();
    await dropTestDatabase(this.settings.DATABASE_URL!);
  }
}

const TAKEOVER_MS = 20_000;

type Passage = Readonly<{ botId: number; from: string; to: string; gapMs: number }>;

const LOOK_EVERY_MS = 100;

/** What the store says of the leases, by its own clock: a slow test sees late what happened, but not that it was late. */
export class LeaseLog {
  /** When a bot went to another instance, and how long after the last renewal of the one before. */
  readonly passages: Passage[] = [];
  private readonly last = new Map<number, BotLeaseDocument>();
  private isOver = false;
  private looking: Promise<void> = Promise.resolve();

  private constructor(private readonly client: mongo.MongoClient) {}

  static async begin(url: string): Promise<LeaseLog> {
    const log = new LeaseLog(new mongo.MongoClient(url));
    await log.look();
    log.looking = log.lookOnAndOn();
    return log;
  }

  /**
   * Of each bot that has gone from the one to another, how long nobody had it after its lease was over.
   * @param since how many passages there were before: some bots may have been handed over
   */
  freeForMs(from: string, since = 0): number[] {
    const later = this.passages.slice(since).filter((passage) => passage.from === from);
    return later.map(({ gapMs }) => gapMs - LEASE_SECONDS * 1000);
  }

  async end(): Promise<void> {
    this.isOver = true;
    await this.looking;
    await this.client.close();
  }

  private async lookOnAndOn(): Promise<void> {
    while (!this.isOver) {
      await pause(LOOK_EVERY_MS);
      await this.look();
    }
  }

  private async look(): Promise<void> {
    for (const lease of await this.client.db().collection<BotLeaseDocument>('bot_leases').find().toArray()) {
      const { _id: botId, holder, renewedAt } = lease;
      // Given back, it is nobody's.
      if (!renewedAt) continue;
      const before = this.last.get(botId);
      this.last.set(botId, lease);
      if (before && before.holder !== holder)
        this.passages.push({ botId, from: before.holder, to: holder, gapMs: +renewedAt - +before.renewedAt! });
    }
  }
}

/** Every call that Telegram carries out from now on; its own list keeps the last ones. */
export function recordCalls({ world }: Telegram): CallRecord[] {
  const record: CallRecord[] = [];
  const add = world.calls.add.bind(world.calls);
  world.calls.add = (call) => {
    record.push(call);
    add(call);
  };
  return record;
}

/** How many messages Telegram carried out into each chat. */
export function sendsByChat(calls: readonly CallRecord[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const { method, chatId, status } of calls)
    if (/^send(Photo|Message)$/.test(method) && status === 200) counts.set(chatId!, (counts.get(chatId!) ?? 0) + 1);
  return counts;
}

/** Does `work` for each item, no more than `most` at the same time; answers in the order of the items. */
export async function inParallel<T, R>(items: readonly T[], most: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const queue = items.entries();
  const workOff = async () => {
    for (const [index, item] of queue) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: most }, workOff));
  return results;
}
