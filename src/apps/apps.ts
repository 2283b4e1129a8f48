import { Injectable } from '@nestjs/common';
import { clock } from '../clock';
import { Config } from '../config';
import type { App } from './app';
import { AppRepository, type RegisteredApp } from './app.repository';

const MINUTE_MS = 60_000;

/**
 * The apps that people sign in to: those of `APPS_FILE`, and those that administrators registered. An app is looked up
 * each time and kept nowhere, so that what one instance changed counts on every other at once: a new secret is not refused,
 * and a disabled app is.
 */
@Injectable()
export class Apps {
  private readonly byId: ReadonlyMap<string, App>;

  constructor(
    config: Config,
    private readonly registered: AppRepository,
  ) {
    this.byId = new Map(config.apps.map((app) => [app.id, app]));
  }

  /** @returns undefined also for an app that is disabled */
  async find(id: string): Promise<App | undefined> {
    const declared = this.byId.get(id);
    if (declared) return declared;
    const found = await this.registered.find(id);
    return found && !found.disabledAt ? toApp(found, clock.now()) : undefined;
  }

  /** Those of `APPS_FILE`; one that is registered under the same id does not count. */
  get declared(): readonly App[] {
    return [...this.byId.values()];
  }

  findDeclared(id: string): App | undefined {
    return this.byId.get(id);
  }

  /** It was given a token: written down once a minute at most. */
  async noteUse(id: string): Promise<void> {
    if (this.byId.has(id)) return;
    const now = clock.now();
    await this.registered.markUsed(id, now, new Date(now.getTime() - MINUTE_MS));
  }
}

function toApp({ secrets, ...app }: RegisteredApp, now: Date): App {
  const isGood = ({ expiresAt }: RegisteredApp['secrets'][number]) => expiresAt === undefined || expiresAt > now;
  return { ...app, secretHashes: secrets.filter(isGood).map(({ hash }) => hash) };
}
