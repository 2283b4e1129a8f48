import { Injectable } from '@nestjs/common';
import { Config } from '../config';
import type { App } from './app';

/** The apps that people sign in to. */
@Injectable()
export class Apps {
  private readonly byId: ReadonlyMap<string, App>;

  constructor(config: Config) {
    this.byId = new Map(config.apps.map((app) => [app.id, app]));
  }

  find(id: string): App | undefined {
    return this.byId.get(id);
  }
}
