import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { clock } from '../clock';
import { Config } from '../config/config';
import { hashOf } from '../ids';
import { paged } from '../paging';
import { Seal } from '../seal';
import type { App, Brand } from '../config/apps/app';
import { AppRepository, type AppSecret, type RegisteredApp } from './store/app.repository';

const MINUTE_MS = 60_000;
const REFRESH_MS = 5_000;
/** As administrators are given one: the app's id, and random bytes. */
const API_KEY = /^(.+)\.[\w-]{43}$/;

/**
 * The apps that people sign in to: those of `APPS_FILE`, and those that administrators registered. What the protocol asks of
 * an app is looked up each time, so that what one instance changed counts on every other at once: a new secret is not
 * refused, and a disabled app is. How an app shows itself, and by which bot, is known here and a few seconds old at most.
 */
@Injectable()
export class Apps implements OnApplicationBootstrap {
  private readonly logger = new Logger(Apps.name);
  /** What people sign in to where no app has sent them here: a brand, and no client of OpenID. */
  readonly default: Brand;
  private readonly byId: ReadonlyMap<string, App>;
  private shown: Map<string, App>;
  private readonly seal: Seal;
  /** `MAGIC_LINK_SECRET` is being changed. */
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
    if (this.isRotating) await this.sealAnew().catch(() => undefined);
    await this.refresh();
  }

  /** As what webhooks are signed by is kept. */
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

  /** Also one that is disabled. */
  async findEver(id: string): Promise<App | undefined> {
    const found = this.byId.get(id) ?? (await this.registered.find(id));
    return found && 'secrets' in found ? this.toApp(found) : found;
  }

  /**
   * Whose back end shows this key. A key that was made here names its app, so that it is looked up and what another instance
   * did counts at once.
   */
  async findByApiKey(key: string): Promise<App | undefined> {
    const hash = hashOf(key);
    const declared = this.declared.find(({ apiKeyHashes }) => apiKeyHashes.includes(hash));
    if (declared) return declared;
    const [, id] = API_KEY.exec(key) ?? [];
    const app = id === undefined ? undefined : await this.find(id);
    return app?.apiKeyHashes.includes(hash) ? app : undefined;
  }

  /** Whether the back end of any of them may ask for something, as it was a few seconds ago. */
  get haveApiKeys(): boolean {
    return this.all.some(({ apiKeyHashes }) => apiKeyHashes.length > 0);
  }

  /** Whether any of them is told what becomes of its verifications, as it was a few seconds ago. */
  get areTold(): boolean {
    return this.all.some(({ webhookUrl }) => webhookUrl !== undefined);
  }

  /** Those of `APPS_FILE`; one that is registered under the same id does not count. */
  get declared(): readonly App[] {
    return [...this.byId.values()];
  }

  findDeclared(id: string): App | undefined {
    return this.byId.get(id);
  }

  /** Those that people can sign in to, as they were a few seconds ago. */
  get all(): readonly App[] {
    return [...this.shown.values()];
  }

  /** As it was a few seconds ago. */
  findShown(id: string): App | undefined {
    return this.shown.get(id);
  }

  /** How the app shows itself that something was asked for; one that is there no more, as the default one. */
  brandOf(id: string | undefined): Brand {
    const app = id === undefined ? undefined : this.findShown(id);
    return app ? toBrand(app) : this.default;
  }

  /** What operators are told of the app that something was asked for: also of one that is there no more. */
  nameOf(id: string | undefined): Pick<Brand, 'id' | 'name'> {
    if (id === undefined) return { id: this.default.id, name: this.default.name };
    return { id, name: this.findShown(id)?.name ?? id };
  }

  /** Reads what other instances may have changed. While the store is away, what was known counts. */
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

  /** It was given a token: written down once a minute at most. */
  async noteUse(id: string): Promise<void> {
    if (this.byId.has(id)) return;
    const now = clock.now();
    await this.registered.markUsed(id, now, new Date(now.getTime() - MINUTE_MS));
  }

  /** What the secret of before has sealed could be opened no more without it. */
  private async sealAnew(): Promise<void> {
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

/** A brand is the same as long as people see the same. */
const toBrand = ({ id, name, domain, logo, color, languages, waysIn }: App): Brand => ({
  ...{ id, name, domain, logo, color, languages, waysIn },
});
