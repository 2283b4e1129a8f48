import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { clock } from '../clock';
import { Config } from '../config/config';
import { hashOf } from '../ids';
import { paged } from '../paging';
import { Seal } from '../secrets/seal';
import type { App, Brand } from '../config/apps/app';
import { AppRepository, type AppSecret, type RegisteredApp } from './store/app.repository';

const MINUTE_MS = 60_000;
const REFRESH_MS = 5_000;
/** An API key as administrators are given it: the app's id, a dot, and random bytes. */
const API_KEY = /^(.+)\.[\w-]{43}$/;

/**
 * The apps that people sign in to: those in `APPS_FILE`, and those that administrators registered. The protocol looks
 * an app up each time, so that a change on one instance takes effect on all at once: a new secret is accepted, a
 * disabled app refused. The look of an app and its bot are cached here, and a few seconds old at most.
 */
@Injectable()
export class Apps implements OnApplicationBootstrap {
  private readonly logger = new Logger(Apps.name);
  /** What people sign in to if no app has sent them here: a brand, not a client of OpenID. */
  readonly default: Brand;
  private readonly byId: ReadonlyMap<string, App>;
  private shown: Map<string, App>;
  private readonly seal: Seal;
  /** `MAGIC_LINK_SECRET` is being rotated. */
  private readonly isRotating: boolean;

  constructor(
    config: Config,
    private readonly registered: AppRepository,
  ) {
    this.default = config.brand;
    this.byId = new Map(config.apps.map((app) => [app.id, app]));
    this.shown = new Map(this.byId);
    this.seal = new Seal(config.magicLinkSecrets, 'app-webhook');
    this.isRotating = config.magicLinkSecrets.length > 1;
  }

  async onApplicationBootstrap(): Promise<void> {
    if (this.isRotating) await this.reseal().catch(() => undefined);
    await this.refresh();
  }

  /** Seals a webhook secret for the store. */
  seals(webhookSecret: string): string {
    return this.seal.close(webhookSecret);
  }

  /** @returns undefined also for an app that is disabled */
  async find(id: string): Promise<App | undefined> {
    const declared = this.byId.get(id);
    if (declared) return declared;
    const found = await this.registered.find(id);
    if (!found || found.disabledAt) return undefined;
    const app = this.toApp(found);
    this.shown.set(id, app);
    return app;
  }

  /** Finds disabled apps, too. */
  async findEver(id: string): Promise<App | undefined> {
    const found = this.byId.get(id) ?? (await this.registered.find(id));
    return found && 'secrets' in found ? this.toApp(found) : found;
  }

  /**
   * The app whose back end shows this key. A key that was made here names its app, which is looked up, so that changes
   * on other instances take effect at once.
   */
  async findByApiKey(key: string): Promise<App | undefined> {
    const hash = hashOf(key);
    const declared = this.declared.find(({ apiKeyHashes }) => apiKeyHashes.includes(hash));
    if (declared) return declared;
    const [, id] = API_KEY.exec(key) ?? [];
    const app = id === undefined ? undefined : await this.find(id);
    return app?.apiKeyHashes.includes(hash) ? app : undefined;
  }

  /** Whether any app has an API key, as of a few seconds ago. */
  get haveApiKeys(): boolean {
    return this.all.some(({ apiKeyHashes }) => apiKeyHashes.length > 0);
  }

  /** Whether any app has its own webhook address, as of a few seconds ago. */
  get areTold(): boolean {
    return this.all.some(({ webhookUrl }) => webhookUrl !== undefined);
  }

  /** The apps in `APPS_FILE`, which take precedence over registered ones with the same id. */
  get declared(): readonly App[] {
    return [...this.byId.values()];
  }

  findDeclared(id: string): App | undefined {
    return this.byId.get(id);
  }

  /** The apps that people can sign in to, as of a few seconds ago. */
  get all(): readonly App[] {
    return [...this.shown.values()];
  }

  /** As of a few seconds ago. */
  findShown(id: string): App | undefined {
    return this.shown.get(id);
  }

  /** The brand of an app; the default one without an app, or if it no longer exists. */
  brandOf(id: string | undefined): Brand {
    const app = id === undefined ? undefined : this.findShown(id);
    return app ? toBrand(app) : this.default;
  }

  /** The id and name of an app, for operators; the id alone if it no longer exists. */
  nameOf(id: string | undefined): Pick<Brand, 'id' | 'name'> {
    if (id === undefined) return { id: this.default.id, name: this.default.name };
    return { id, name: this.findShown(id)?.name ?? id };
  }

  /** Picks up changes by other instances. While the store is unavailable, the last known apps stay. */
  @Interval(REFRESH_MS)
  async refresh(): Promise<void> {
    try {
      const shown = new Map<string, App>();
      for await (const app of this.everyRegistered())
        if (app.disabledAt === undefined) shown.set(app.id, this.toApp(app));
      this.shown = new Map([...shown, ...this.byId]);
    } catch (error) {
      this.logger.debug({ msg: 'the registered apps could not be read', error: (error as Error).message });
    }
  }

  /** Notes that the app got a token, once a minute at most. */
  async noteUse(id: string): Promise<void> {
    if (this.byId.has(id)) return;
    const now = clock.now();
    await this.registered.markUsed(id, now, new Date(now.getTime() - MINUTE_MS));
  }

  /** Otherwise what the previous secret sealed could not be opened once that secret is dropped. */
  private async reseal(): Promise<void> {
    for await (const { id, webhookSecrets } of this.everyRegistered())
      for (const kept of webhookSecrets) {
        const anew = this.seal.renew(kept.hash);
        if (anew !== undefined) await this.registered.rehash(id, 'webhookSecrets', kept, anew);
      }
  }

  private everyRegistered(): AsyncGenerator<RegisteredApp> {
    return paged<RegisteredApp>((last, limit) => this.registered.list(last?.id ?? '', limit));
  }

  private toApp({ secrets, apiKeys, webhookSecrets, ...app }: RegisteredApp): App {
    const now = clock.now();
    const goodOf = (held: readonly AppSecret[]) =>
      held.filter(({ expiresAt }) => expiresAt === undefined || expiresAt > now).map(({ hash }) => hash);
    const opened = goodOf(webhookSecrets).map((sealed) => this.seal.open(sealed));
    return {
      ...app,
      secretHashes: goodOf(secrets),
      apiKeyHashes: goodOf(apiKeys),
      webhookSecrets: opened.filter((secret) => secret !== undefined),
    };
  }
}

/** Only what people see: pages are cached by brand, and other changes must not renew them. */
const toBrand = ({ id, name, domain, logo, color, languages, waysIn }: App): Brand =>
  ({ id, name, domain, logo, color, languages, waysIn }) satisfies Record<keyof Brand, unknown>;
