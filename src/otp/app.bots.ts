import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import type { App, Brand } from '../config/apps/app';
import { Apps } from '../apps/apps';
import { OidcService } from '../oidc/oidc.service';
import { Bots } from '../telegram/bots/telegram.bots';

/** What sent a person here: an app's OpenID request, or an app's page to which they will return (`return_to`). */
export type SentBy = Readonly<{ interaction?: string; app?: string }>;

/** Tells which app a person signs in to, and which bots of the pool write for it. */
@Injectable()
export class AppBots implements OnApplicationBootstrap {
  private readonly logger = new Logger(AppBots.name);

  constructor(
    private readonly apps: Apps,
    private readonly bots: Bots,
    private readonly oidc: OidcService,
  ) {}

  /** Warns of apps whose bot is missing once all bots were tried: names come from Telegram, and may take a while. */
  onApplicationBootstrap(): void {
    void this.whenNamed().then(() => this.warnOfStrangers());
  }

  /**
   * The app that asks in this interaction. A page may stay open longer than its interaction lives: once that is over,
   * the person signs in to us, and the app has to ask again.
   */
  async askingIn(interaction: string | undefined): Promise<string | undefined> {
    if (interaction === undefined || this.apps.all.length === 0) return undefined;
    return this.oidc.askerOf(interaction);
  }

  /** The app that sent the person here, if one did; an app that does not exist, or is disabled, is ignored. */
  async askingFor({ interaction, app }: SentBy = {}): Promise<string | undefined> {
    if (interaction !== undefined || app === undefined) return this.askingIn(interaction);
    return (await this.apps.find(app))?.id;
  }

  /**
   * The app's own bot. Without one, the bots that belong to no app or, if every bot belongs to some app, all of them.
   * Empty if the app's own bot is not in the pool, or has not told its name yet.
   */
  async botsFor(appId: string | undefined): Promise<number[]> {
    await this.whenNamed();
    const app = appId === undefined ? undefined : this.apps.findShown(appId);
    if (app?.bot !== undefined) return [this.botOf(app)].filter((id) => id !== undefined);
    const all = this.bots.all.map(({ id }) => id);
    const free = all.filter((id) => this.appsOf(id).length === 0);
    return free.length > 0 ? free : all;
  }

  /** Whether any app has a bot of its own. */
  get areDivided(): boolean {
    return this.apps.all.some(({ bot }) => bot !== undefined);
  }

  /** The app that the bot belongs to; undefined if it belongs to none, or to several. */
  appIdOf(botId: number): string | undefined {
    const [owner, ...others] = this.appsOf(botId);
    return others.length === 0 ? owner?.id : undefined;
  }

  /** The app that speaks in the chats of a bot. */
  appOf(botId: number): Brand {
    return this.apps.brandOf(this.appIdOf(botId));
  }

  private appsOf(botId: number): App[] {
    return this.apps.all.filter((app) => this.botOf(app) === botId);
  }

  private botOf({ bot }: App): number | undefined {
    if (typeof bot !== 'string') return this.bots.get(bot ?? 0)?.id;
    const name = bot.slice(1).toLowerCase();
    return this.bots.all.find(({ id }) => this.bots.username(id)?.toLowerCase() === name)?.id;
  }

  /** Waits, where an app's bot is given by name, for the names: in the first moments of a start they are unknown. */
  private async whenNamed(): Promise<void> {
    if (this.apps.all.some(({ bot }) => typeof bot === 'string'))
      await Promise.all(this.bots.all.map(({ id }) => this.bots.whenTried(id)));
  }

  private warnOfStrangers(): void {
    if (this.bots.all.some(({ id }) => this.bots.username(id) === undefined)) return;
    const strangers = this.apps.all.filter((app) => app.bot !== undefined && this.botOf(app) === undefined);
    for (const { id, bot } of strangers)
      this.logger.error({
        msg: 'the bot of an app has no token in TELEGRAM_BOT_TOKEN: no one can sign in to it',
        app: id,
        bot,
      });
  }
}
