import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { ChatAddress } from '../telegram/address';
import type { OutgoingMessage } from '../telegram/message';
import { MessageSender } from '../telegram/message.sender';
import type { CallTerms, RemoveOutcome, SendOutcome, SendTerms } from '../telegram/message.sender';
import { isDecoy } from './delivery';
import { randomFraction } from './random';

const REMEMBERED = 64;
const USUAL_MS = 200;

/**
 * The way to Telegram, but for decoys: instead of a message goes a call that leaves nothing in any chat, and takes as long
 * as messages took of late. So neither time nor failure of a sign-in tells whether anybody is known by that e-mail.
 */
@Injectable()
export class DecoySender extends MessageSender {
  private readonly took: number[] = [];
  private next = 0;

  constructor(private readonly sender: MessageSender) {
    super();
  }

  override async send(to: ChatAddress, message: OutgoingMessage, terms: SendTerms): Promise<SendOutcome> {
    if (isDecoy(to)) return this.pretend(to, terms);
    const began = performance.now();
    const outcome = await this.sender.send(to, message, terms);
    if (outcome.kind === 'sent') this.took[this.next++ % REMEMBERED] = performance.now() - began;
    return outcome;
  }

  override async replace(to: ChatAddress, messageId: number, message: OutgoingMessage, terms: SendTerms) {
    return isDecoy(to) ? this.pretend(to, terms) : this.sender.replace(to, messageId, message, terms);
  }

  override async remove(to: ChatAddress, messageId: number, terms: CallTerms): Promise<RemoveOutcome> {
    return isDecoy(to) ? { kind: 'gone' } : this.sender.remove(to, messageId, terms);
  }

  override async removeAll(to: ChatAddress, messageIds: readonly number[], terms: CallTerms): Promise<boolean> {
    return isDecoy(to) || this.sender.removeAll(to, messageIds, terms);
  }

  override say(to: ChatAddress, html: string): Promise<boolean> {
    return this.sender.say(to, html);
  }

  override answerCallback(botId: number, callbackId: string, text?: string): Promise<void> {
    return this.sender.answerCallback(botId, callbackId, text);
  }

  override reach(to: ChatAddress, terms: SendTerms): Promise<SendOutcome> {
    return this.sender.reach(to, terms);
  }

  /** Where Telegram cannot be reached, a decoy is not sent either. */
  private async pretend(to: ChatAddress, terms: SendTerms): Promise<SendOutcome> {
    const ends = performance.now() + (this.took[Math.floor(randomFraction() * this.took.length)] ?? USUAL_MS);
    const outcome = await this.sender.reach(to, terms);
    const leftMs = ends - performance.now();
    if (outcome.kind === 'sent' && leftMs > 0) await pause(leftMs, undefined, { ref: false });
    return outcome;
  }
}
