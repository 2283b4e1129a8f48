import { Injectable } from '@nestjs/common';
import { clock } from '../clock';
import { asAddressed, type Verification } from '../verification/verification';
import { Backlog } from './backlog';
import { newMessage, newRemoval, newTest, type Delivery, type TestMessage } from './delivery';
import { DeliveryRepository } from './store/delivery.repository';
import { DeliveryWorker } from './worker/delivery.worker';

/** Where registration hands over to delivery: messages are enqueued and called back here. */
@Injectable()
export class Outbox {
  constructor(
    private readonly deliveries: DeliveryRepository,
    private readonly worker: DeliveryWorker,
    private readonly backlog: Backlog,
  ) {}

  /**
   * Called before anything is stored for a message of this bot.
   * @throws AppError `overloaded` if it could not be delivered in time
   */
  assertRoom(botId: number): Promise<void> {
    return this.backlog.assertRoom(botId);
  }

  /**
   * Called as well if the initiator has not shown that the chat is theirs: such messages wait behind all others.
   * @throws AppError as `assertRoom`
   */
  assertTurn(botId: number, origin: string, now: Date): Promise<void> {
    return this.backlog.assertTurn(botId, origin, now);
  }

  /** The bot's messages wait for Telegram, however few they are. */
  isHeldUp(botId: number): boolean {
    return this.backlog.isHeldUp(botId);
  }

  /** Queues the message of a verification. Idempotent. */
  async enqueue(verification: Verification, language: string, now: Date): Promise<void> {
    const {
      id: verificationId,
      botId,
      chatId,
      deliveryId: id,
      deadlineAt,
      isUnproven,
      origin,
    } = asAddressed(verification);
    if (!isUnproven) this.backlog.note(botId);
    const turnAt = isUnproven ? this.backlog.takeTurn(botId, origin, now) : undefined;
    const of = { id, verificationId, botId, chatId, language, deadlineAt, turnAt };
    await this.deliveries.insert(newMessage(of, now));
    this.worker.wake();
  }

  /** The initiator is proven now: the message no longer waits behind others. */
  async prefer(deliveryId: string): Promise<void> {
    await this.deliveries.prefer(deliveryId);
    this.worker.wake();
  }

  /** Queues an operator's test message. */
  async enqueueTest(message: TestMessage, now: Date): Promise<void> {
    await this.deliveries.insert(newTest(message, now));
    this.backlog.note(message.botId);
    this.worker.wake();
  }

  /** Also removes from the chat what a person wrote to the bot about a verification. */
  async removeLine(of: Verification, chatId: number, messageId: number): Promise<void> {
    const { id: verificationId, botId } = of;
    await this.deliveries.insert(newRemoval({ verificationId, botId, chatId, language: 'en' }, messageId, clock.now()));
    this.worker.wake();
  }

  /** The message is no longer wanted: it leaves Telegram at once, or never gets there. */
  async retire(deliveryId: string | undefined, now: Date): Promise<void> {
    if (deliveryId === undefined) return;
    await this.deliveries.retire(deliveryId, now);
    this.worker.wake();
  }

  async find(deliveryId: string | undefined): Promise<Delivery | undefined> {
    return deliveryId === undefined ? undefined : this.deliveries.find(deliveryId);
  }
}
