import type { OnApplicationShutdown } from '@nestjs/common';
import type { ChatAddress } from '../address';
import type { BotApiCaller, CallOptions } from '../api/bot-api';
import {
  BotApiError,
  isAlreadyGone,
  isPictureRefused,
  isUnmodified,
  isWithoutCaption,
  refusalOf,
} from '../api/bot-api.error';
import type { OutgoingMessage } from './message';
import {
  MessageSender,
  type CallTerms,
  type RemoveOutcome,
  type SayTerms,
  type SendOutcome,
  type SendTerms,
} from './message.sender';
import { isButtonRefused, RefusedButtons } from './refused.buttons';
import type { Bots } from '../bots/telegram.bots';
import {
  blankCaptionPayload,
  blankTextPayload,
  linePayload,
  newCaptionPayload,
  newPhotoPayload,
  newTextPayload,
  photoPayload,
  textPayload,
} from './telegram.payload';

type Placed = Readonly<{ to: ChatAddress; messageId: number; message: OutgoingMessage }>;

/** For small talk: a person waits for it, but nothing is lost without it. */
const SMALL_TALK_SECONDS = 10;

/** Sends over the Bot API. */
export class TelegramSender extends MessageSender implements OnApplicationShutdown {
  private readonly refusedButtons = new RefusedButtons();
  private readonly ending = new AbortController();

  constructor(private readonly bots: Pick<Bots, 'get'>) {
    super();
  }

  /** Small talk is aborted; messages that have a row continue at the next start. */
  onApplicationShutdown(): void {
    this.ending.abort();
  }

  override async send(to: ChatAddress, message: OutgoingMessage, terms: SendTerms): Promise<SendOutcome> {
    const calls = this.bots.get(to.botId)?.calls;
    if (!calls) return { kind: 'misconfigured', error: 'unknown_bot', tries: 0 };
    let tries = 0;
    const options: CallOptions = { ...optionsFor(terms), onTry: () => tries++ };
    try {
      const messageId = await this.refusedButtons.leaveOut(to.botId, message.buttons, (buttons) =>
        this.deliver(calls, to, { ...message, buttons }, options),
      );
      return { kind: 'sent', messageId, tries };
    } catch (error) {
      return sendOutcomeOf(asBotApiError(error), tries);
    }
  }

  override async replace(
    to: ChatAddress,
    messageId: number,
    message: OutgoingMessage,
    terms: SendTerms,
  ): Promise<SendOutcome | Readonly<{ kind: 'gone' }>> {
    const calls = this.bots.get(to.botId)?.calls;
    if (!calls) return { kind: 'misconfigured', error: 'unknown_bot', tries: 0 };
    let tries = 0;
    // No `onLate`: late or not, the answer is about the one message that is there and stays.
    const options: CallOptions = { ...optionsFor({ ...terms, onLate: undefined }), onTry: () => tries++ };
    try {
      await this.refusedButtons.leaveOut(to.botId, message.buttons, (buttons) =>
        this.edit(calls, { to, messageId, message: { ...message, buttons } }, options),
      );
      return { kind: 'sent', messageId, tries };
    } catch (error) {
      const failure = asBotApiError(error);
      if (isUnmodified(failure)) return { kind: 'sent', messageId, tries };
      return isAlreadyGone(failure) ? { kind: 'gone' } : sendOutcomeOf(failure, tries);
    }
  }

  override async remove(to: ChatAddress, messageId: number, terms: CallTerms): Promise<RemoveOutcome> {
    const calls = this.bots.get(to.botId)?.calls;
    if (!calls) return { kind: 'retry', error: 'unknown_bot' };
    try {
      await calls.call('deleteMessage', { chat_id: to.chatId, message_id: messageId }, optionsFor(terms));
      return { kind: 'gone' };
    } catch (error) {
      const failure = asBotApiError(error);
      if (failure.kind !== 'refused' || isAlreadyGone(failure)) return removeOutcomeOf(failure);
      return this.blank(calls, to, messageId, terms.deadline);
    }
  }

  /** Telegram skips messages that it does not find. */
  override async removeAll(to: ChatAddress, messageIds: readonly number[], terms: CallTerms): Promise<boolean> {
    const calls = this.bots.get(to.botId)?.calls;
    if (!calls) return false;
    return calls.call('deleteMessages', { chat_id: to.chatId, message_ids: messageIds }, optionsFor(terms)).then(
      (result) => result === true,
      (error: unknown) => {
        asBotApiError(error);
        return false;
      },
    );
  }

  override async say(
    to: ChatAddress,
    html: string,
    { buttons: wanted = [], signal, isQuiet }: SayTerms = {},
  ): Promise<boolean> {
    return this.attempt(to.botId, signal, (calls, options) =>
      this.refusedButtons.leaveOut(to.botId, wanted, (buttons) =>
        calls.call('sendMessage', linePayload(to, { html, buttons }, isQuiet), options),
      ),
    );
  }

  override async answerCallback(botId: number, callbackId: string, text?: string): Promise<void> {
    await this.attempt(botId, undefined, (calls, options) =>
      calls.call('answerCallbackQuery', { callback_query_id: callbackId, text }, options),
    );
  }

  private async deliver(
    calls: BotApiCaller,
    to: ChatAddress,
    message: OutgoingMessage,
    options: CallOptions,
  ): Promise<number> {
    const asText = () => calls.call('sendMessage', textPayload(to, message), options).then(messageIdIn);
    if (!message.picture) return asText();
    try {
      return messageIdIn(await calls.call('sendPhoto', photoPayload(to, message, message.picture), options));
    } catch (error) {
      if (error instanceof BotApiError && isPictureRefused(error)) return asText();
      throw error;
    }
  }

  /** If the picture is refused, replaces only the words: below the existing picture, or as text if there is none. */
  private async edit(calls: BotApiCaller, { to, messageId, message }: Placed, options: CallOptions): Promise<void> {
    const { picture } = message;
    const asWords = () =>
      calls.call('editMessageCaption', newCaptionPayload(to, messageId, message), options).catch((error: unknown) => {
        if (!(error instanceof BotApiError && isWithoutCaption(error))) throw error;
        return calls.call('editMessageText', newTextPayload(to, messageId, message), options);
      });
    if (!picture) return void (await asWords());
    await calls
      .call('editMessageMedia', newPhotoPayload(to, messageId, message, picture), options)
      .catch((error: unknown) => {
        const isRefused = error instanceof BotApiError && error.kind === 'refused';
        if (!isRefused || isUnmodified(error) || isAlreadyGone(error) || isButtonRefused(error)) throw error;
        return asWords();
      });
  }

  private async blank(calls: BotApiCaller, to: ChatAddress, messageId: number, deadline: Date): Promise<RemoveOutcome> {
    try {
      await calls
        .call('editMessageCaption', blankCaptionPayload(to, messageId), { deadline })
        .catch((error: unknown) => {
          if (!(error instanceof BotApiError && isWithoutCaption(error))) throw error;
          return calls.call('editMessageText', blankTextPayload(to, messageId), { deadline });
        });
      return { kind: 'blanked' };
    } catch (error) {
      const failure = asBotApiError(error);
      return isUnmodified(failure) ? { kind: 'blanked' } : removeOutcomeOf(failure);
    }
  }

  private async attempt(
    botId: number,
    givenUp: AbortSignal | undefined,
    call: (calls: BotApiCaller, options: CallOptions) => Promise<unknown>,
  ): Promise<boolean> {
    const calls = this.bots.get(botId)?.calls;
    if (!calls) return false;
    const ends = [AbortSignal.timeout(SMALL_TALK_SECONDS * 1000), this.ending.signal];
    const signal = AbortSignal.any(givenUp ? [...ends, givenUp] : ends);
    return call(calls, { signal }).then(
      () => true,
      (error: unknown) => {
        asBotApiError(error);
        return false;
      },
    );
  }
}

function optionsFor({ deadline, mayBegin, hasTurn = false, onLate }: SendTerms): CallOptions {
  let turns = hasTurn ? 1 : 0;
  return {
    deadline,
    mayBegin,
    takeTurn: () => turns-- > 0,
    onLate: onLate && ((result) => tellIdIn(result, onLate)),
  };
}

/** If Telegram says yes without a message id, the message is there and can never be deleted. */
function messageIdIn(result: unknown): number {
  const messageId = idIn(result);
  if (messageId === undefined) throw new BotApiError('unknown', 'no_message_id');
  return messageId;
}

function tellIdIn(result: unknown, tell: (messageId: number) => void): void {
  const messageId = idIn(result);
  if (messageId !== undefined) tell(messageId);
}

function idIn(result: unknown): number | undefined {
  const messageId = (result as { message_id?: unknown } | null | undefined)?.message_id;
  return Number.isSafeInteger(messageId) ? (messageId as number) : undefined;
}

function sendOutcomeOf(error: BotApiError, tries: number): SendOutcome {
  const { message, retryAfterSeconds } = error;
  switch (error.kind) {
    case 'not_sent':
    case 'rate_limited':
    case 'conflict':
      return { kind: 'not_sent', error: message, retryAfterSeconds, tries };
    case 'unknown':
    case 'misconfigured':
      return { kind: error.kind, error: message, tries };
    case 'refused':
      return { kind: 'refused', reason: refusalOf(error), error: message, tries };
  }
}

function removeOutcomeOf(error: BotApiError): RemoveOutcome {
  if (error.kind === 'refused' && isAlreadyGone(error)) return { kind: 'gone' };
  return { kind: 'retry', error: error.message, retryAfterSeconds: error.retryAfterSeconds };
}

/** Anything but a failed call is a bug of ours, and is rethrown. */
function asBotApiError(error: unknown): BotApiError {
  if (error instanceof BotApiError) return error;
  throw error;
}
