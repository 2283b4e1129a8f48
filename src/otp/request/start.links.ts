import { Injectable } from '@nestjs/common';
import { AppError } from '../../errors';
import { Secrets } from '../../verification/secrets';
import type { Verification } from '../../verification/verification';
import { Bots } from '../../telegram/bots/telegram.bots';
import { BotChoice, RETRY_AFTER_SECONDS } from './bot.choice';

/** Links that open a bot; pressing Start there tells us the chat. */
@Injectable()
export class StartLinks {
  constructor(
    private readonly bots: Bots,
    private readonly secrets: Secrets,
    private readonly choice: BotChoice,
  ) {}

  /** The bot's name; null also where there are several, each with its own name in its links. */
  async botUsername(): Promise<string | null> {
    if (this.bots.all.length > 1) return null;
    await this.bots.whenTried(this.bots.primary.id);
    return this.bots.username(this.bots.primary.id) ?? null;
  }

  /**
   * The bot that a new verification belongs to from now on.
   * @param appId the app that asks, where one does
   * @throws AppError `telegram_unavailable` where there is no chat, and Telegram has told no bot's name yet
   */
  async chooseBot(chatId: number | undefined, appId?: string): Promise<number> {
    const botId = await this.choice.forRegistration(chatId, appId);
    if (chatId === undefined && this.bots.username(botId) === undefined)
      throw new AppError('telegram_unavailable', { retryAfterSeconds: RETRY_AFTER_SECONDS });
    return botId;
  }

  /** Who comes in the first moments of a start waits until the bot has been tried, and gets a whole answer. */
  whenTried({ botId }: Verification): Promise<void> {
    return this.bots.whenTried(botId);
  }

  of({ botId, linkId }: Verification): string | null {
    const username = this.bots.username(botId);
    return username ? `https://t.me/${username}?start=${this.secrets.startCode(linkId)}` : null;
  }
}
