import { Injectable } from '@nestjs/common';
import { Config } from '../config';
import type { App, Brand } from './app';

/** The apps that people sign in to. */
@Injectable()
export class Apps {
  /** What people sign in to where no app has sent them here: a brand, and no client of OpenID. */
  readonly default: Brand;
  readonly all: readonly App[];
  private readonly byId: ReadonlyMap<string, App>;

  constructor(config: Config) {
    this.default = config.brand;
    this.all = config.apps;
    this.byId = new Map(config.apps.map((app) => [app.id, app]));
  }

  find(id: string): App | undefined {
    return this.byId.get(id);
  }

  /** How the app shows itself that something was asked for; one that is there no more, as the default one. */
  brandOf(id: string | undefined): Brand {
    return (id !== undefined && this.find(id)) || this.default;
  }
}
