import { Injectable } from '@nestjs/common';
import { AccountService } from '../account/account.service';
import { ChatRepository } from '../account/chat.repository';
import { Outbox } from '../delivery/outbox';
import { LimitsService } from '../limits/limits.service';
import { OtpService } from '../otp/otp.service';
import type { Verification } from '../otp/verification';
import type { PressedIn } from '../otp/verification.repository';

/** What is known of a chat to which a message shall go. */
export type Reception = Readonly<{
  language: string;
  /** Its owner has had enough, and has not pressed Start since. */
  isPaused: boolean;
}>;

/** Sends the message of a verification on its way, in the language of the chat. */
@Injectable()
export class Dispatch {
  constructor(
    private readonly otp: OtpService,
    private readonly outbox: Outbox,
    private readonly chats: ChatRepository,
    private readonly accounts: AccountService,
    private readonly limits: LimitsService,
  ) {}

  /** In the language that the person has chosen, else in the one that Telegram tells. */
  async receptionIn({ botId, chatId }: PressedIn): Promise<Reception> {
    const [chat, user] = await Promise.all([this.chats.find(botId, chatId), this.accounts.findByTelegramId(chatId)]);
    return { language: user?.language ?? chat?.language ?? 'en', isPaused: chat?.pausedAt !== undefined };
  }

  /**
   * Of one that is stored and has a chat. Into a paused chat nothing goes.
   * @param said the language that whoever asks has named
   */
  async send(verification: Verification, now: Date, said?: string): Promise<void> {
    const { id, botId, chatId, deliveryId } = verification;
    const { language, isPaused } = await this.receptionIn({ botId, chatId: chatId! });
    if (isPaused) await this.otp.fail(id, deliveryId!, 'bot_not_started', now);
    else await this.outbox.enqueue(verification, said ?? language, now);
  }

  /**
   * Start was pressed in this chat: from now on the verification is its, and the message goes there.
   * @returns false if the start link is another's, or over
   * @throws AppError `rate_limited` when the chat got too many messages, `overloaded` when it would wait for too long
   */
  async sendFirst(verification: Verification, pressed: PressedIn, now: Date): Promise<boolean> {
    await this.outbox.assertRoom(pressed.botId);
    // Not what others may use up: whoever presses is there.
    await this.limits.spend('start', pressed.chatId, now);
    const addressed = await this.otp.address(verification, pressed, now);
    await (addressed ? this.send(addressed, now) : this.limits.giveBack('start', pressed.chatId, now));
    return addressed !== undefined;
  }

  /**
   * A new code on a new message, and the old message is taken out of Telegram; without a chat, a longer start link.
   * @param limit what it counts in: who pressed Start is there, and is counted apart from what others ask for
   * @returns undefined if something else happened to it first
   * @throws AppError `rate_limited` when the chat got too many messages, `overloaded` when it would wait for too long
   */
  async sendAnew(
    before: Verification,
    now: Date,
    limit: 'start' | 'chat' = before.purpose === 'login' ? 'start' : 'chat',
  ): Promise<Verification | undefined> {
    const { chatId, botId } = before;
    if (chatId === undefined) return this.otp.renew(before, now);
    await this.outbox.assertRoom(botId);
    await this.limits.spend(limit, chatId, now);
    const renewed = await this.otp.renew(before, now);
    if (!renewed) return undefined;
    // Not before: a message that nobody asks for is dropped, and this one may be seen at once.
    await this.send(renewed, now, await this.saidFor(before));
    await this.outbox.retire(before.deliveryId, now);
    return renewed;
  }

  /** A back end has named it for the first message, or has not. */
  private async saidFor({ purpose, deliveryId }: Verification): Promise<string | undefined> {
    return purpose === 'service' ? (await this.outbox.find(deliveryId))?.language : undefined;
  }
}
