import { Injectable } from '@nestjs/common';
import { AppError } from '../errors';
import { Secrets } from '../otp/secrets';
import type { Verification } from '../otp/verification';
import { Bots } from '../telegram/telegram.bots';

const RETRY_AFTER_SECONDS = 5;

/** Links that open the bot; pressing Start there tells us the chat. */
@Injectable()
export class StartLinks {
  constructor(
    private readonly bots: Bots,
    private readonly secrets: Secrets,
  ) {}

  /** The bot that new verifications belong to. */
  get botId(): number {
    return this.bots.primary.id;
  }

  get botUsername(): string | null {
    return this.bots.username(this.botId) ?? null;
  }

  /** Who comes in the first moments of a start waits until the bot has been tried, and gets a whole answer. */
  whenTried(): Promise<void> {
    return this.bots.whenTried(this.botId);
  }

  /**
   * A registration that has no chat cannot go on without the bot's name.
   * @throws AppError `telegram_unavailable` until Telegram has told it
   */
  assertKnown(): void {
    if (this.botUsername === null)
      throw new AppError('telegram_unavailable', { retryAfterSeconds: RETRY_AFTER_SECONDS });
  }

  of({ botId, linkId }: Verification): string | null {
    const username = this.bots.username(botId);
    return username ? `https://t.me/${username}?start=${this.secrets.startCode(linkId)}` : null;
  }
}
