import { Logger, Module, type DynamicModule } from '@nestjs/common';
import { getBotToken, TelegrafModule } from 'nestjs-telegraf';
import type { Telegraf } from 'telegraf';
import type { TelegramConfig } from '../config';
import { Metrics } from '../metrics/metrics';
import { BotLifecycle } from './bot.lifecycle';
import { MessageSender } from './message.sender';
import { Bots } from './telegram.bots';
import { TelegramSender } from './telegram.sender';
import type { PollerOptions } from './update.poller';

/** The Bot API for the other rooms: a way into chats, and updates for whoever declares `@Update()` handlers. */
@Module({})
export class TelegramModule {
  static forRoot(config: TelegramConfig, options?: PollerOptions): DynamicModule {
    if (config.updates === 'webhook')
      new Logger('Telegram').warn('TELEGRAM_UPDATES is webhook, which is not served yet: updates are polled');
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
        { provide: MessageSender, useFactory: (bots: Bots) => new TelegramSender(bots), inject: [Bots] },
        { provide: BotLifecycle, useFactory: (bots: Bots) => new BotLifecycle(bots, options), inject: [Bots] },
      ],
      exports: [Bots, MessageSender],
    };
  }
}
