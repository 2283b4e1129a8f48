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

/** How long strangers wait before they may ask again. */
const RETRY_AFTER_SECONDS = 10;

/** An asker who typed a chat, or none. */
type Stranger = Readonly<{ botId: number; chatId?: number; origin: string }>;

/** The limit that a message counts against. */
type Budget = Readonly<{ name: 'start' | 'device' | 'chat' | 'service'; subject: string | number }>;

/** Decides who may have a message sent, and sends it on its way, in the language of the chat. */
@Injectable()
export class Dispatch {
  constructor(
    private readonly verifications: VerificationService,
    private readonly outbox: Outbox,
    private readonly chats: ChatRepository,
    private readonly accounts: AccountService,
    private readonly limits: LimitsService,
    private readonly apps: Apps,
    private readonly appBots: AppBots,
    private readonly database: Database,
  ) {}

  /**
   * The language that the person chose, else Telegram's; if the app does not speak that, the app's first language.
   * @param told what Telegram says now; if left out, what it said last
   * @param app the app that speaks; if left out, the one whose bot it is
   */
  async languageIn({ botId, chatId }: PressedIn, told?: string, app = this.appBots.appOf(botId)): Promise<string> {
    const [chat, user] = await Promise.all([this.chats.find(botId, chatId), this.accounts.findByTelegramId(chatId)]);
    const ofTelegram = told === undefined ? chat?.language : languageOf(told);
    return languageFor(app, (user ? user.language : chat?.chosenLanguage) ?? ofTelegram ?? 'en');
  }

  /** The texts in the language of the person who speaks to the bot. */
  async textsFor({ languageCode, ...chat }: PressedIn & Readonly<{ languageCode?: string }>): Promise<Texts> {
    return textsIn(await this.languageIn(chat, languageCode ?? 'en'));
  }

  /**
   * Counts a request, by its address or its back end's key, before anything is looked up for it.
   * @throws AppError `rate_limited`
   */
  admit(asker: Readonly<{ address: string } | { keyId: string }>, now: Date): Promise<void> {
    return 'keyId' in asker ? this.limits.spend('key', asker.keyId, now) : this.limits.spend('ip', asker.address, now);
  }

  /**
   * Whether a message may go at once into a typed chat, perhaps by a stranger; counted if so.
   * @throws AppError `rate_limited` if the chat got too many messages, `overloaded` if it would wait for too long
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
   * @throws AppError `rate_limited` if the chat got too many, `overloaded` if it would wait for too long
   */
  async spend(asked: Verification, now: Date): Promise<void> {
    const { name, subject } = budgetOf(asked);
    await this.outbox.assertRoom(asked.botId);
    await this.limits.spend(name, subject, now);
  }

  /** Takes back the count of a message that is not sent. */
  async giveBack(asked: Verification, now: Date): Promise<void> {
    const { name, subject } = budgetOf(asked);
    await this.limits.giveBack(name, subject, now);
  }

  /**
   * Whether a message may go into a typed chat: one that has spoken to the bot, or else a few over all. A chat that has
   * blocked the bot, or had enough, counts as unknown, so that the answer does not reveal which it is.
   */
  private async mayWrite({ botId, chatId }: PressedIn, now: Date): Promise<boolean> {
    const chat = await this.chats.find(botId, chatId);
    if (chat && !chat.blockedAt && !chat.pausedAt) return true;
    const { used } = await this.limits.take('unknown', 'all', now);
    return used <= this.limits.rule('unknown').most;
  }

  /**
   * Queues the message of a verification that has a chat.
   * @param said the language that the asker named
   */
  async send(verification: Verification, now: Date, said?: string): Promise<void> {
    const addressed = asAddressed(verification);
    const app = this.apps.brandOf(verification.appId);
    await this.outbox.enqueue(addressed, said ?? (await this.languageIn(addressed, undefined, app)), now);
  }

  /** Start was pressed in the typed chat: a message that waits for its turn need not wait any longer. */
  async prove(verification: Verification): Promise<Verification> {
    const proven = await this.verifications.prove(verification);
    await this.outbox.prefer(asAddressed(verification).deliveryId);
    return proven ?? verification;
  }

  /**
   * Start was pressed in this chat: from now on the verification belongs to it, and the message goes there.
   * @returns false if the start link belongs to another chat, or is over
   * @throws AppError `rate_limited` if the chat got too many messages, `overloaded` if it would wait for too long
   */
  async sendFirst(verification: Verification, pressed: PressedIn, now: Date): Promise<boolean> {
    await this.outbox.assertRoom(pressed.botId);
    // Counted apart from what others may use up: the person who presses is really there.
    await this.limits.spend('start', pressed.chatId, now);
    const addressed = await this.verifications.address(verification, pressed, now);
    await (addressed ? this.send(addressed, now) : this.limits.giveBack('start', pressed.chatId, now));
    return addressed !== undefined;
  }

  /**
   * Stores and sends what the person requested in this very chat.
   * @throws AppError as `sendFirst`
   */
  async sendHere(asked: Verification, now: Date): Promise<void> {
    await this.outbox.assertRoom(asked.botId);
    await this.limits.spend('start', asAddressed(asked).chatId, now);
    await this.verifications.store(asked);
    await this.send(asked, now);
  }

  /**
   * A new code in a new message, and the old message is removed from Telegram; without a chat, a prolonged start link.
   * @returns undefined if something else happened to it first
   * @throws AppError `rate_limited` if the chat got too many messages, `overloaded` if it would wait for too long
   */
  async sendAnew(before: Verification, now: Date): Promise<Verification | undefined> {
    const { chatId, botId, origin } = before;
    if (chatId === undefined) return this.verifications.renew(before, now);
    if (before.isUnproven) await this.outbox.assertTurn(botId, origin, now);
    await this.spend(before, now);
    if (before.isUnproven && !(await this.mayWrite({ botId, chatId }, now))) {
      await this.giveBack(before, now);
      throw new AppError('overloaded', { retryAfterSeconds: RETRY_AFTER_SECONDS });
    }
    const renewal = this.verifications.renewalOf(before, now);
    const language = await this.saidFor(before);
    // The new row comes first, and waits: if the process dies in between, what was there before still stands.
    return this.database.together(async () => {
      await this.send({ ...before, ...renewal }, now, language);
      const renewed = await this.verifications.renew(before, now, renewal);
      await this.outbox.retire(renewed ? before.deliveryId : renewal.deliveryId, now);
      return renewed;
    });
  }

  /** The language of a back end's previous message, which the back end may have named. */
  private async saidFor({ purpose, deliveryId }: Verification): Promise<string | undefined> {
    return purpose === 'service' ? (await this.outbox.find(deliveryId))?.language : undefined;
  }
}

/** Separate for strangers, the person who pressed Start, known devices and each API key: none uses up another's. */
function budgetOf({ purpose, askedBy, isUnproven, chatId }: Verification): Budget {
  if (chatId === undefined) throw new Error('a message counts in a chat');
  if (purpose === 'service') return { name: 'service', subject: `${askedBy ?? 'service'}:${chatId}` };
  if (isUnproven) return { name: 'chat', subject: chatId };
  return { name: askedBy === undefined ? 'start' : 'device', subject: chatId };
}
