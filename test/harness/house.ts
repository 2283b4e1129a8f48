import type { SandboxOptions } from '../../src/sandbox/sandbox.world';
import { Api } from './api';
import { App } from './app';
import { Telegram } from './telegram';

/** An app in this process, with a Telegram of its own, whose bot works: two apps with one bot would take its updates from each other. */
export class House {
  readonly api: Api;

  private constructor(
    readonly telegram: Telegram,
    readonly app: App,
  ) {
    this.api = new Api(app);
  }

  static async open(settings: Readonly<Record<string, string>> = {}, options: SandboxOptions = {}): Promise<House> {
    const telegram = await Telegram.start(options);
    const app = await App.start({ ...telegram.settings, ...settings });
    await app.untilBotWorks();
    return new House(telegram, app);
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.telegram.stop();
  }
}
