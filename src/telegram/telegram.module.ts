import { Module, type DynamicModule } from '@nestjs/common';
import { getBotToken, TelegrafModule } from 'nestjs-telegraf';
import type { Telegraf } from 'telegraf';
import type { TelegramConfig } from '../config/config';
import { Metrics } from '../metrics/metrics';
import { Gates } from './gate/bot.gate';
import { BotLifecycle, type Connect } from './bots/bot.lifecycle';
import { MessageSender } from './sender/message.sender';
import { ProfilePhotos } from './sender/profile.photos';
import { Bots } from './bots/telegram.bots';
import { TelegramSender } from './sender/telegram.sender';
import type { ConnectionOptions } from './bots/bot.connection';
import { StandbyConnection } from './bots/standby.connection';
import { UpdatePoller } from './updates/update.poller';
import { WebhookKeeper, type Webhook } from './updates/webhook.keeper';

/** The Bot API for other modules: a way into chats, and updates for providers that declare `@Update()` handlers. */
@Module({})
export class TelegramModule {
  /** @param webhook where Telegram sends updates; without it they are polled */
  static forRoot(config: TelegramConfig, webhook?: Webhook, options?: ConnectionOptions): DynamicModule {
    const names = config.botTokens.map((_, index) => (index === 0 ? undefined : `pool${index}`));
    return {
      module: TelegramModule,
      global: true,
      imports: config.botTokens.map((token, index) =>
        TelegrafModule.forRoot({ token, botName: names[index], launchOptions: false }),
      ),
      providers: [
        {
          provide: Bots,
          useFactory: (metrics: Metrics, ...telegrafs: Telegraf[]) =>
            new Bots(config, telegrafs, metrics, options?.timing),
          inject: [Metrics, ...names.map(getBotToken)],
        },
        { provide: Gates, useFactory: (bots: Bots) => new Gates(bots.all.map(({ gate }) => gate)), inject: [Bots] },
        { provide: MessageSender, useFactory: (bots: Bots) => new TelegramSender(bots), inject: [Bots] },
        {
          provide: ProfilePhotos,
          useFactory: (bots: Bots) => new ProfilePhotos(bots, options?.timing),
          inject: [Bots],
        },
        {
          provide: BotLifecycle,
          useFactory: (bots: Bots) => new BotLifecycle(bots, connections(bots, webhook, options)),
          inject: [Bots],
        },
      ],
      exports: [Bots, BotLifecycle, Gates, MessageSender, ProfilePhotos],
    };
  }
}

function connections(
  bots: Bots,
  webhook?: Webhook,
  options?: ConnectionOptions,
): Readonly<{ toWork: Connect; toStandBy: Connect }> {
  return {
    toWork: (bot, isOnDuty) =>
      webhook
        ? new WebhookKeeper(bot, bots, webhook, { ...options, isOnDuty })
        : new UpdatePoller(bot, bots, { ...options, isOnDuty }),
    toStandBy: (bot) => new StandbyConnection(bot, bots, options),
  };
}
