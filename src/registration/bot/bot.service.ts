import { Injectable } from '@nestjs/common';
import { ChatRepository } from '../../account/chats/chat.repository';
import { Apps } from '../../apps/apps';
import { clock } from '../../clock';
import { Outbox } from '../../delivery/outbox';
import { escaped, languageOf, type Texts } from '../../delivery/message/texts';
import { AppError } from '../../errors';
import { randomId } from '../../ids';
import { VerificationService } from '../../verification/verification.service';
import { idOf } from '../../verification/proof';
import { IN_CHAT, statusAt, type Verification } from '../../verification/verification';
import { AppBots } from '../../otp/request/app.bots';
import { Denials } from '../../otp/sign-in/denials';
import { Dispatch } from '../../otp/request/dispatch';

/** A person in a private chat with the bot. Their Telegram id is the chat's id. */
export type BotUser = Readonly<{
  botId: number;
  chatId: number;
  languageCode?: string;
  name?: string;
  username?: string;
  /** When they wrote, by Telegram's clock; what a crash interrupted is told again later. */
  wroteAt?: Date;
}>;

/** What the bot does when a person speaks to it; each answer is a sentence in their language. */
@Injectable()
export class BotService {
  constructor(
    private readonly otp: VerificationService,
    private readonly chats: ChatRepository,
    private readonly dispatch: Dispatch,
    private readonly outbox: Outbox,
    private readonly denials: Denials,
    private readonly apps: Apps,
    private readonly appBots: AppBots,
  ) {}

  /** Start without a link: the way is open from now on. */
  async greet(user: BotUser): Promise<string> {
    await this.remember(user, clock.now());
    return (await this.dispatch.textsFor(user)).help(escaped(this.appBots.appOf(user.botId).name));
  }

  /**
   * Start by a link. Pressing it twice, or again after unblocking the bot, is the same wish. The line that Telegram wrote
   * for the person, with the start code in it, leaves the chat.
   * @returns what is wrong; where nothing is, the message with the code is the answer
   */
  async link(user: BotUser, startCode: string, lineId: number): Promise<string | undefined> {
    const now = clock.now();
    await this.remember(user, now);
    const texts = await this.dispatch.textsFor(user);
    const verification = await this.otp.findByStartCode(startCode);
    if (!verification || verification.botId !== user.botId) return texts.linkUnknown;
    await this.outbox.removeLine(verification, user.chatId, lineId);
    return unlessTooMany(texts, async () =>
      (await this.isOnItsWay(verification, user, now)) ? undefined : texts.linkUnknown,
    );
  }

  /**
   * A sign-in that begins here: the person has shown who they are by asking. No device waits, and its proof is nobody's, so
   * the link alone opens it, on the device where it is pressed.
   * @returns what is wrong; where nothing is, the message with the link is the answer
   */
  async login(user: BotUser): Promise<string | undefined> {
    const now = clock.now();
    await this.remember(user, now);
    const { botId, chatId } = user;
    const asked = { purpose: 'login', applicant: {}, requester: { browser: '', system: '' }, origin: IN_CHAT } as const;
    const appId = this.appBots.appIdOf(botId);
    const draft = this.otp.draft({ id: idOf(randomId()), ...asked, askedBy: IN_CHAT, botId, chatId, appId }, now);
    return unlessTooMany(await this.dispatch.textsFor(user), async () => {
      await this.dispatch.sendHere(draft, now);
      return undefined;
    });
  }

  async forget(user: BotUser): Promise<string> {
    await this.chats.forget(user.botId, user.chatId);
    return (await this.dispatch.textsFor(user)).stopped;
  }

  async noteBlock({ botId, chatId }: BotUser, isBlocked: boolean): Promise<void> {
    await this.chats.setBlocked(botId, chatId, isBlocked, clock.now());
  }

  /** "This wasn't me": only the person whom the message was for may say so. */
  async deny(user: BotUser, linkId: string): Promise<string> {
    const now = clock.now();
    const texts = await this.dispatch.textsFor(user);
    const verification = await this.otp.findByLinkId(linkId);
    if (!verification || verification.chatId !== user.chatId || verification.botId !== user.botId) return texts.tooLate;
    try {
      await this.denials.deny(verification, 'refused_in_telegram', now);
    } catch (error) {
      if (error instanceof AppError && error.status < 500) return texts.tooLate;
      throw error;
    }
    // A press is answered in plain text.
    return texts.denied(this.apps.brandOf(verification.appId).name);
  }

  private async isOnItsWay(verification: Verification, user: BotUser, now: Date): Promise<boolean> {
    if (verification.chatId !== user.chatId) return this.isMovedHere(verification, user, now);
    const proven = verification.isUnproven ? await this.dispatch.prove(verification) : verification;
    const status = statusAt(proven, now);
    if (status === 'failed') return (await this.dispatch.sendAnew(proven, now)) !== undefined;
    // A crash may have come between the press and the queue; where it did not, this changes nothing.
    if (status === 'sending') await this.dispatch.send(proven, now);
    return status === 'sending' || status === 'sent';
  }

  /** The same press may be told twice at once: who comes second finds the chat in place. */
  private async isMovedHere(verification: Verification, { botId, chatId }: BotUser, now: Date): Promise<boolean> {
    // It is of who pressed first; what was typed and led nowhere is nobody's.
    const isFree = verification.isUnproven && statusAt(verification, now) === 'failed';
    if (verification.chatId !== undefined && !isFree) return false;
    if (await this.dispatch.sendFirst(verification, { botId, chatId }, now)) return true;
    const moved = await this.otp.find(verification.id);
    return moved?.chatId === chatId;
  }

  /** As of when they wrote: who has been forgotten since is not known again by it. */
  private async remember({ wroteAt, ...user }: BotUser, now: Date): Promise<void> {
    const { botId, chatId, languageCode, name, username } = user;
    const at = wroteAt && wroteAt < now ? wroteAt : now;
    await this.chats.remember({ botId, chatId, name, username, language: languageOf(languageCode) }, at);
  }
}

/** A chat gets so many messages and no more, and so does Telegram: the person is told which it was. */
async function unlessTooMany(texts: Texts, send: () => Promise<string | undefined>): Promise<string | undefined> {
  try {
    return await send();
  } catch (error) {
    if (error instanceof AppError && error.code === 'rate_limited') return texts.tooMany;
    if (error instanceof AppError && error.code === 'overloaded') return texts.busy;
    throw error;
  }
}
