import { Injectable } from '@nestjs/common';
import { AccountService } from '../account/account.service';
import { ChatRepository } from '../account/chats/chat.repository';
import { Outbox } from '../delivery/outbox';
import { languageOf, textsIn, type Texts } from '../delivery/message/texts';
import { Apps } from '../apps/apps';
import { languageFor } from '../config/apps/app';
import { AppError } from '../errors';
import { LimitsService } from '../limits/limits.service';
import { Database } from '../persistence/database';
import { VerificationService } from '../verification/verification.service';
import { asAddressed, type Verification } from '../verification/verification';
import type { PressedIn } from '../verification/store/verification.repository';
import { AppBots } from './app.bots';

/** When strangers may ask again. */
const RETRY_AFTER_SECONDS = 10;

/** Who typed a chat, or none. */
type Stranger = Readonly<{ botId: number; chatId?: number; origin: string }>;

/** What a message counts in. */
type Budget = Readonly<{ name: 'start' | 'device' | 'chat' | 'service'; subject: string | number }>;

/** Who may have a message sent, and the message on its way, in the language of the chat. */
@Injectable()
export class Dispatch {
  constructor(
    private readonly otp: VerificationService,
    private readonly outbox: Outbox,
    private readonly chats: ChatRepository,
    private readonly accounts: AccountService,
    private readonly limits: LimitsService,
    private readonly apps: Apps,
    private readonly appBots: AppBots,
    private readonly database: Database,
  ) {}

  /**
   * The one that the person has chosen, else the one that Telegram tells; of an app that does not speak it, the app's first.
   * @param told what Telegram says now; where it is left out, what it said last
   * @param app which speaks; without one, whose bot it is
   */
  async languageIn({ botId, chatId }: PressedIn, told?: string, app = this.appBots.appOf(botId)): Promise<string> {
    const [chat, user] = await Promise.all([this.chats.find(botId, chatId), this.accounts.findByTelegramId(chatId)]);
    const ofTelegram = told === undefined ? chat?.language : languageOf(told);
    return languageFor(app, (user ? user.language : chat?.chosenLanguage) ?? ofTelegram ?? 'en');
  }

  /** In the language of who speaks to the bot. */
  async textsFor({ languageCode, ...chat }: PressedIn & Readonly<{ languageCode?: string }>): Promise<Texts> {
    return textsIn(await this.languageIn(chat, languageCode ?? 'en'));
  }

  /**
   * Counts a request, before anything is looked up for it: of an address, or of a back end's key.
   * @throws AppError `rate_limited`
   */
  admit(asker: Readonly<{ address: string } | { keyId: string }>, now: Date): Promise<void> {
    return 'keyId' in asker ? this.limits.spend('key', asker.keyId, now) : this.limits.spend('ip', asker.address, now);
  }

  /**
   * Whether a message may go at once into a chat that was typed, by a stranger perhaps; counted if so.
   * @throws AppError `rate_limited` when the chat got too many messages, `overloaded` when it would wait for too long
   */
  async admitStranger({ botId, chatId, origin }: Stranger, now: Date): Promise<boolean> {
    if (chatId === undefined) return false;
    await this.outbox.assertRoom(botId);
    await this.outbox.assertTurn(botId, origin, now);
    await this.limits.spend('chat', chatId, now);
    if (await this.mayWrite({ botId, chatId }, now)) return true;
    await this.limits.giveBack('chat', chatId, now);
    return false;
  }

  /** Whether the person of a known device gets a message at once; counted if so. @throws AppError `overloaded` */
  async admitKnown({ botId, chatId }: PressedIn, now: Date): Promise<boolean> {
    await this.outbox.assertRoom(botId);
    const { used } = await this.limits.take('device', chatId, now);
    return used <= this.limits.rule('device').most;
  }

  /**
   * Counts the message of a verification that has a chat.
   * @throws AppError `rate_limited` when the chat got too many, `overloaded` when it would wait for too long
   */
  async spend(asked: Verification, now: Date): Promise<void> {
    const { name, subject } = budgetOf(asked);
    await this.outbox.assertRoom(asked.botId);
    await this.limits.spend(name, subject, now);
  }

  /** It was counted, and is not sent. */
  async giveBack(asked: Verification, now: Date): Promise<void> {
    const { name, subject } = budgetOf(asked);
    await this.limits.giveBack(name, subject, now);
  }

  /**
   * Whether a message may go into a chat that was typed: one that has spoken to the bot, or else a few over all. One
   * that has blocked the bot, or had enough, counts as unknown, so that the answer does not tell which it is.
   */
  private async mayWrite({ botId, chatId }: PressedIn, now: Date): Promise<boolean> {
    const chat = await this.chats.find(botId, chatId);
    if (chat && !chat.blockedAt && !chat.pausedAt) return true;
    const { used } = await this.limits.take('unknown', 'all', now);
    return used <= this.limits.rule('unknown').most;
  }

  /**
   * Of one that is stored and has a chat.
   * @param said the language that the asker has named
   */
  async send(verification: Verification, now: Date, said?: string): Promise<void> {
    const addressed = asAddressed(verification);
    const app = this.apps.brandOf(verification.appId);
    await this.outbox.enqueue(addressed, said ?? (await this.languageIn(addressed, undefined, app)), now);
  }

  /** Start was pressed in the chat that was typed: what waits for a turn waits no more. */
  async prove(verification: Verification): Promise<Verification> {
    const proven = await this.otp.prove(verification);
    await this.outbox.prefer(asAddressed(verification).deliveryId);
    return proven ?? verification;
  }

  /**
   * Start was pressed in this chat: from now on the verification is its, and the message goes there.
   * @returns false if the start link is another's, or over
   * @throws AppError `rate_limited` when the chat got too many messages, `overloaded` when it would wait for too long
   */
  async sendFirst(verification: Verification, pressed: PressedIn, now: Date): Promise<boolean> {
    await this.outbox.assertRoom(pressed.botId);
    // Not what others may use up: the person who presses is there.
    await this.limits.spend('start', pressed.chatId, now);
    const addressed = await this.otp.address(verification, pressed, now);
    await (addressed ? this.send(addressed, now) : this.limits.giveBack('start', pressed.chatId, now));
    return addressed !== undefined;
  }

  /**
   * The person has asked for it in this very chat; it is stored here.
   * @throws AppError as `sendFirst`
   */
  async sendHere(asked: Verification, now: Date): Promise<void> {
    await this.outbox.assertRoom(asked.botId);
    await this.limits.spend('start', asAddressed(asked).chatId, now);
    await this.otp.store(asked);
    await this.send(asked, now);
  }

  /**
   * A new code on a new message, and the old message is taken out of Telegram; without a chat, a longer start link.
   * @returns undefined if something else happened to it first
   * @throws AppError `rate_limited` when the chat got too many messages, `overloaded` when it would wait for too long
   */
  async sendAnew(before: Verification, now: Date): Promise<Verification | undefined> {
    const { chatId, botId, origin } = before;
    if (chatId === undefined) return this.otp.renew(before, now);
    if (before.isUnproven) await this.outbox.assertTurn(botId, origin, now);
    await this.spend(before, now);
    if (before.isUnproven && !(await this.mayWrite({ botId, chatId }, now))) {
      await this.giveBack(before, now);
      throw new AppError('overloaded', { retryAfterSeconds: RETRY_AFTER_SECONDS });
    }
    const renewal = this.otp.renewalOf(before, now);
    const language = await this.saidFor(before);
    // Its row comes first, and waits: where the process ends in between, what was there before still stands.
    return this.database.together(async () => {
      await this.send({ ...before, ...renewal }, now, language);
      const renewed = await this.otp.renew(before, now, renewal);
      await this.outbox.retire(renewed ? before.deliveryId : renewal.deliveryId, now);
      return renewed;
    });
  }

  /** A back end has named it for the first message, or has not. */
  private async saidFor({ purpose, deliveryId }: Verification): Promise<string | undefined> {
    return purpose === 'service' ? (await this.outbox.find(deliveryId))?.language : undefined;
  }
}

/** No asker uses up another's: strangers, the person who pressed Start, their known devices, and each API key. */
function budgetOf({ purpose, askedBy, isUnproven, chatId }: Verification): Budget {
  if (chatId === undefined) throw new Error('a message counts in a chat');
  if (purpose === 'service') return { name: 'service', subject: `${askedBy ?? 'service'}:${chatId}` };
  if (isUnproven) return { name: 'chat', subject: chatId };
  return { name: askedBy === undefined ? 'start' : 'device', subject: chatId };
}
