import { Api } from './api';
import { AppProcess } from './app.process';
import { Telegram } from './telegram';
import { until } from './until';

/** An app with a Telegram of its own, whose bot works: two apps with one bot would take its updates from each other. */
export class House {
  readonly api: Api;

  private constructor(
    readonly telegram: Telegram,
    readonly app: AppProcess,
  ) {
    this.api = new Api(app);
  }

  static async open(settings: Readonly<Record<string, string>>): Promise<House> {
    const telegram = await Telegram.start();
    const app = await AppProcess.start({ ...telegram.settings, ...settings });
    await until(async () => (await app.get<{ status: string }>('/health')).body.status === 'ok', 'the bot to be up');
    return new House(telegram, app);
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.telegram.stop();
  }
}
