import type { ChatAddress } from '../../src/telegram/address';
import type { OutgoingMessage } from '../../src/telegram/sender/message';
import {
  MessageSender,
  type RemoveOutcome,
  type SayTerms,
  type SendOutcome,
  type SendTerms,
} from '../../src/telegram/sender/message.sender';

/** A Telegram for tests: does what it was told in order, and otherwise sends with growing ids and deletes. */
export class FakeMessageSender extends MessageSender {
  readonly sent: Readonly<{ to: ChatAddress; message: OutgoingMessage; outcome: SendOutcome }>[] = [];
  readonly removed: Readonly<{ to: ChatAddress; messageId: number; outcome: RemoveOutcome }>[] = [];
  readonly said: Readonly<{ to: ChatAddress; html: string; buttons?: OutgoingMessage['buttons'] }>[] = [];
  readonly answered: Readonly<{ botId: number; callbackId: string; text?: string }>[] = [];
  private readonly sendScript: SendOutcome[] = [];
  private readonly removeScript: RemoveOutcome[] = [];
  private lastMessageId = 0;

  /** The next sends end like this, in order. */
  nextSends(...outcomes: readonly SendOutcome[]): void {
    this.sendScript.push(...outcomes);
  }

  /** The next removals end like this, in order. */
  nextRemovals(...outcomes: readonly RemoveOutcome[]): void {
    this.removeScript.push(...outcomes);
  }

  override async send(to: ChatAddress, message: OutgoingMessage, { mayBegin }: SendTerms): Promise<SendOutcome> {
    if (mayBegin?.() === false) return { kind: 'not_sent', error: 'not_begun', tries: 1 };
    const outcome = this.sendScript.shift() ?? { kind: 'sent', messageId: this.lastMessageId + 1, tries: 1 };
    if (outcome.kind === 'sent') this.lastMessageId = Math.max(this.lastMessageId, outcome.messageId);
    this.sent.push({ to, message, outcome });
    return outcome;
  }

  override async replace(
    to: ChatAddress,
    messageId: number,
    message: OutgoingMessage,
  ): ReturnType<MessageSender['replace']> {
    const outcome = this.sendScript.shift() ?? { kind: 'sent', messageId, tries: 1 };
    this.sent.push({ to, message, outcome });
    return outcome;
  }

  override async remove(to: ChatAddress, messageId: number): Promise<RemoveOutcome> {
    const outcome = this.removeScript.shift() ?? { kind: 'gone' };
    this.removed.push({ to, messageId, outcome });
    return outcome;
  }

  override async removeAll(to: ChatAddress, messageIds: readonly number[]): Promise<boolean> {
    const outcomes = await Promise.all(messageIds.map((messageId) => this.remove(to, messageId)));
    return outcomes.every(({ kind }) => kind === 'gone');
  }

  override async say(to: ChatAddress, html: string, { buttons }: SayTerms = {}): Promise<boolean> {
    this.said.push({ to, html, buttons });
    return true;
  }

  override async answerCallback(botId: number, callbackId: string, text?: string): Promise<void> {
    this.answered.push({ botId, callbackId, text });
  }
}
