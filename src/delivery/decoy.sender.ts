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
 * The way to Telegram, but for decoys: their messages go nowhere, and take as long as others took of late. So the time of a
 * sign-in does not tell whether anybody is known by that e-mail.
 */
@Injectable()
export class DecoySender extends MessageSender {
  private readonly took: number[] = [];
  private next = 0;

  constructor(private readonly sender: MessageSender) {
    super();
  }

  override async send(to: ChatAddress, message: OutgoingMessage, terms: SendTerms): Promise<SendOutcome> {
    if (isDecoy(to)) return this.pretend(terms);
    const began = performance.now();
    const outcome = await this.sender.send(to, message, terms);
    if (outcome.kind === 'sent') this.took[this.next++ % REMEMBERED] = performance.now() - began;
    return outcome;
  }

  override async replace(to: ChatAddress, messageId: number, message: OutgoingMessage, terms: SendTerms) {
    return isDecoy(to) ? this.pretend(terms) : this.sender.replace(to, messageId, message, terms);
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

  private async pretend({ mayBegin }: SendTerms): Promise<SendOutcome> {
    if (mayBegin?.() === false) return { kind: 'not_sent', error: 'not_begun', tries: 1 };
    const tookMs = this.took[Math.floor(randomFraction() * this.took.length)] ?? USUAL_MS;
    await pause(tookMs, undefined, { ref: false });
    return { kind: 'sent', messageId: 1, tries: 1 };
  }
}
