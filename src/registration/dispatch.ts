import { Injectable } from '@nestjs/common';
import { ChatRepository } from '../account/chat.repository';
import { Outbox } from '../delivery/outbox';
import { LimitsService } from '../limits/limits.service';
import { OtpService } from '../otp/otp.service';
import type { Verification } from '../otp/verification';

/** Sends the message of a verification on its way, in the language of the chat. */
@Injectable()
export class Dispatch {
  constructor(
    private readonly otp: OtpService,
    private readonly outbox: Outbox,
    private readonly chats: ChatRepository,
    private readonly limits: LimitsService,
  ) {}

  async send(verification: Verification, now: Date): Promise<void> {
    const chat = await this.chats.find(verification.botId, verification.chatId!);
    await this.outbox.enqueue(verification, chat?.language ?? 'en', now);
  }

  /**
   * Start was pressed in this chat: from now on the verification is its, and the message goes there.
   * @returns false if the start link is another's, or over
   * @throws AppError `rate_limited` when the chat got too many messages, `overloaded` when it would wait for too long
   */
  async sendFirst(verification: Verification, chatId: number, now: Date): Promise<boolean> {
    await this.outbox.assertRoom(verification.botId);
    await this.limits.spend('chat', chatId, now);
    const addressed = await this.otp.address(verification, chatId, now);
    if (addressed) await this.send(addressed, now);
    return addressed !== undefined;
  }

  /**
   * A new code on a new message, and the old message is taken out of Telegram; without a chat, a longer start link.
   * @returns undefined if something else happened to it first
   * @throws AppError `rate_limited` when the chat got too many messages, `overloaded` when it would wait for too long
   */
  async sendAnew(before: Verification, now: Date): Promise<Verification | undefined> {
    if (before.chatId !== undefined) await this.outbox.assertRoom(before.botId);
    if (before.chatId !== undefined) await this.limits.spend('chat', before.chatId, now);
    const renewed = await this.otp.renew(before, now);
    if (renewed?.chatId === undefined) return renewed;
    // Not before: a message that nobody asks for is dropped, and this one may be seen at once.
    await this.send(renewed, now);
    await this.outbox.retire(before.deliveryId, now);
    return renewed;
  }
}
