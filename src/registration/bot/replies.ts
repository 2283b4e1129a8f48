import { Injectable } from '@nestjs/common';
import type { Context } from 'telegraf';
import { clock } from '../../clock';
import { Config } from '../../config/config';
import { LimitsService } from '../../limits/limits.service';
import { isButtonUrl, type Button } from '../../telegram/sender/message';
import { MessageSender } from '../../telegram/sender/message.sender';
import type { BotUser } from './bot.service';
import { Dispatch } from '../../otp/dispatch';

/** The bot's answers in a chat: limited in number, and always with the way to the website. */
@Injectable()
export class Replies {
  constructor(
    private readonly dispatch: Dispatch,
    private readonly sender: MessageSender,
    private readonly limits: LimitsService,
    private readonly config: Config,
  ) {}

  /** Sends a sentence with its own buttons above the website's, which is left out if Telegram would refuse the host. */
  async say(user: BotUser, html: string, ...buttons: Button[][]): Promise<void> {
    const { used } = await this.limits.take('reply', user.chatId, clock.now());
    if (used > this.limits.rule('reply').most) return;
    const { publicUrl: url } = this.config;
    const { openWebsite: text } = await this.dispatch.textsFor(user);
    const website: Button[][] = isButtonUrl(url) ? [[{ kind: 'url', text, url }]] : [];
    await this.sender.say(user, html, { buttons: [...buttons, ...website] });
  }

  /** Answers every press, whatever the button and wherever it is: it spins until answered. */
  async answerPress(
    { callbackQuery, botInfo }: Context,
    user?: BotUser,
    act?: (user: BotUser) => Promise<string>,
  ): Promise<void> {
    const answer = user && (await act?.(user));
    if (callbackQuery) await this.sender.answerCallback(botInfo.id, callbackQuery.id, answer);
  }
}
