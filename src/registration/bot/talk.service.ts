import { Injectable } from '@nestjs/common';
import { AccountService } from '../../account/account.service';
import { ProfileService } from '../../account/profile.service';
import { languages, type Language } from '../../config/languages';
import { clock } from '../../clock';
import { textsIn } from '../../delivery/message/texts';
import { LimitsService } from '../../limits/limits.service';
import type { Button } from '../../telegram/sender/message';
import { BotService, type BotUser } from './bot.service';
import { Dispatch } from '../../otp/dispatch';
import { Replies } from './replies';

/** `callback_data` of a language's button. */
export const choice = {
  data: (language: Language): string => `lang:${language}`,
  pattern: new RegExp(`^lang:(${languages.join('|')})$`),
};

/** Each language by its own name. */
const names: Readonly<Record<Language, string>> = { en: 'English', de: 'Deutsch', ru: 'Русский' };

/** What the bot says when it is asked for something besides a sign-in. */
@Injectable()
export class TalkService {
  constructor(
    private readonly bot: BotService,
    private readonly dispatch: Dispatch,
    private readonly replies: Replies,
    private readonly accounts: AccountService,
    private readonly profiles: ProfileService,
    private readonly limits: LimitsService,
  ) {}

  async help(user: BotUser): Promise<void> {
    await this.replies.say(user, await this.bot.greet(user));
  }

  async login(user: BotUser): Promise<void> {
    const wrong = await this.bot.login(user);
    if (wrong) await this.replies.say(user, wrong);
  }

  /** Asks in every language: the person may not understand the one of their Telegram app. */
  async askLanguage(user: BotUser): Promise<void> {
    const texts = await this.dispatch.textsFor(user);
    const inEach = [texts, ...languages.map(textsIn)].map(({ chooseLanguage }) => chooseLanguage);
    const buttons = languages.map((language): Button => ({
      kind: 'callback',
      text: names[language],
      data: choice.data(language),
    }));
    await this.replies.say(user, [...new Set(inEach)].join('\n'), buttons);
  }

  /**
   * Keeps the language with the account, or with the chat where there is no account.
   * @returns what to answer, in the language that was chosen
   */
  async chooseLanguage(user: BotUser, chosen: string): Promise<string> {
    const account = await this.accounts.findByTelegramId(user.chatId);
    const language = chosen as Language;
    if (!account) await this.bot.chooseLanguage(user, language);
    else if (account.language !== language) await this.profiles.change(account.id, { language }, clock.now());
    return textsIn(language).languageChosen;
  }

  /** Answers once an hour: a person who goes on writing has read it. */
  async wonder(user: BotUser): Promise<void> {
    const { used } = await this.limits.take('small_talk', user.chatId, clock.now());
    if (used > this.limits.rule('small_talk').most) return;
    await this.replies.say(user, (await this.dispatch.textsFor(user)).notUnderstood);
  }
}
