import { Injectable } from '@nestjs/common';
import type { Dispatcher } from 'undici';
import { Apps } from '../apps/apps';
import { clock } from '../clock';
import { Config } from '../config/config';
import { proxyAgent } from '../outgoing-proxy';
import { Endpoint, type Listener } from './endpoint';
import type { Outcome, Webhook } from './webhook';

/** Attempts per endpoint at a time: one that does not answer does not hold up the others. */
const MOST_AT_ONE = 8;

/** The endpoint in the settings, and those of apps. */
@Injectable()
export class Endpoints {
  private readonly made = new Map<string | undefined, Endpoint>();
  private proxy: Dispatcher | undefined;

  constructor(
    private readonly apps: Apps,
    private readonly config: Config,
  ) {}

  /** Whether there is an endpoint at all. */
  get areThere(): boolean {
    return this.config.webhook !== undefined || this.apps.areTold;
  }

  /** The busy endpoints, as the store names them: by app id, and the one in the settings by an empty id. */
  get busy(): string[] {
    return [...this.made].filter(([, { busy }]) => busy >= MOST_AT_ONE).map(([appId = '']) => appId);
  }

  async tell(webhook: Webhook): Promise<Outcome> {
    const listener = this.listenerFor(webhook);
    // The URL has been removed since.
    if (!listener) return { kind: 'failed', at: clock.now(), error: 'gone' };
    return this.endpointOf(webhook.appId).tell(webhook, listener);
  }

  stop(): void {
    for (const endpoint of this.made.values()) endpoint.stop();
    void this.proxy?.destroy();
  }

  private listenerFor({ appId }: Webhook): Listener | undefined {
    if (appId === undefined) return this.config.webhook;
    const app = this.apps.findShown(appId);
    return app?.webhookUrl === undefined ? undefined : { url: app.webhookUrl, secrets: app.webhookSecrets };
  }

  private endpointOf(appId: string | undefined): Endpoint {
    const known = this.made.get(appId);
    if (known) return known;
    this.proxy ??= this.config.proxy && proxyAgent(this.config.proxy);
    const endpoint = new Endpoint(appId, this.proxy);
    this.made.set(appId, endpoint);
    return endpoint;
  }
}
