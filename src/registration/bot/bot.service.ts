import { Injectable } from '@nestjs/common';
import { ChatRepository } from '../../account/chats/chat.repository';
import { Apps } from '../../apps/apps';
import { isOpenTo } from '../../config/apps/app';
import type { Language } from '../../config/languages';
import { clock } from '../../clock';
import { Outbox } from '../../delivery/outbox';
import { escaped, languageOf, type Texts } from '../../delivery/message/texts';
import { AppError } from '../../errors';
import { Database } from '../../persistence/database';
import { VerificationService } from '../../verification/verification.service';
import { AppBots } from '../../otp/app.bots';
import { Dispatch } from '../../otp/dispatch';
import { Endings } from '../../otp/endings';
import { OtpService } from '../../otp/otp.service';

/** A person in a private chat with the bot. Their Telegram id is the chat's id. */
export type BotUser = Readonly<{
  botId: number;
  chatId: number;
  languageCode?: string;
  name?: string;
  username?: string;
  /** When they wrote, by Telegram's clock; an update that a crash interrupted comes again later. */
  wroteAt?: Date;
}>;

/** What the bot does when a person speaks to it; each answer is a sentence in their language. */
@Injectable()
export class BotService {
  constructor(
    private readonly otp: OtpService,
    private readonly verifications: VerificationService,
    private readonly chats: ChatRepository,
    private readonly dispatch: Dispatch,
    private readonly outbox: Outbox,
    private readonly endings: Endings,
    private readonly apps: Apps,
    private readonly appBots: AppBots,
    private readonly database: Database,
  ) {}

  /** Start without a link: from now on the bot may write to this chat. */
  async greet(user: BotUser): Promise<string> {
    await this.remember(user, clock.now());
    return (await this.dispatch.textsFor(user)).help(escaped(this.appBots.appOf(user.botId).name));
  }

  /**
   * Start by a link. Removes from the chat the line that Telegram wrote for the person, with the start code in it.
   * @returns what is wrong; if nothing is, the message with the code is the answer
   */
  link(user: BotUser, startCode: string, lineId: number): Promise<string | undefined> {
    return this.database.together(() => this.follow(user, startCode, lineId));
  }

  private async follow(user: BotUser, startCode: string, lineId: number): Promise<string | undefined> {
    await this.remember(user, clock.now());
    const texts = await this.dispatch.textsFor(user);
    const verification = await this.verifications.findByStartCode(startCode);
    if (!verification || verification.botId !== user.botId) return texts.linkUnknown;
    await this.outbox.removeLine(verification, user.chatId, lineId);
    return unlessTooMany(texts, async () =>
      (await this.otp.pressStart(verification, user)) ? undefined : texts.linkUnknown,
    );
  }

  /**
   * A sign-in that begins in the chat.
   * @returns what is wrong; if nothing is, the message with the link is the answer
   */
  async login(user: BotUser): Promise<string | undefined> {
    await this.remember(user, clock.now());
    const texts = await this.dispatch.textsFor(user);
    if (!isOpenTo(this.appBots.appOf(user.botId), 'link')) return texts.notFromHere;
    return unlessTooMany(texts, async () => {
      await this.otp.loginInChat(user, this.appBots.appIdOf(user.botId));
      return undefined;
    });
  }

  async forget(user: BotUser): Promise<string> {
    await this.chats.forget(user.botId, user.chatId);
    return (await this.dispatch.textsFor(user)).stopped;
  }

  /** Keeps the language with the chat, for a person without an account. */
  async chooseLanguage({ botId, chatId }: BotUser, language: Language): Promise<void> {
    await this.chats.chooseLanguage(botId, chatId, language, clock.now());
  }

  async noteBlock({ botId, chatId }: BotUser, isBlocked: boolean): Promise<void> {
    await this.chats.setBlocked(botId, chatId, isBlocked, clock.now());
  }

  /** "This wasn't me": only the message's recipient may say so. */
  async deny(user: BotUser, linkId: string): Promise<string> {
    const now = clock.now();
    const texts = await this.dispatch.textsFor(user);
    const verification = await this.verifications.findByLinkId(linkId);
    if (!verification || verification.chatId !== user.chatId || verification.botId !== user.botId) return texts.tooLate;
    try {
      await this.endings.deny(verification, 'refused_in_telegram', now);
    } catch (error) {
      if (error instanceof AppError && error.status < 500) return texts.tooLate;
      throw error;
    }
    // A press is answered in plain text.
    return texts.denied(this.apps.brandOf(verification.appId).name);
  }

  /** Remembers the chat as of when they wrote, so that a late update does not bring back a person forgotten since. */
  private async remember({ wroteAt, ...user }: BotUser, now: Date): Promise<void> {
    const { botId, chatId, languageCode, name, username } = user;
    const at = wroteAt && wroteAt < now ? wroteAt : now;
    await this.chats.remember({ botId, chatId, name, username, language: languageOf(languageCode) }, at);
  }
}

/** A chat gets a limited number of messages, and so does Telegram: tells the person which limit was reached. */
async function unlessTooMany(texts: Texts, send: () => Promise<string | undefined>): Promise<string | undefined> {
  try {
    return await send();
  } catch (error) {
    if (error instanceof AppError && error.code === 'rate_limited') return texts.tooMany;
    if (error instanceof AppError && error.code === 'overloaded') return texts.busy;
    throw error;
  }
}
