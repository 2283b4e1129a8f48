import { Logger } from '@nestjs/common';
import type { BotApiCaller, CallOptions } from '../api/bot-api';
import type { BotApiPayload } from '../api/bot-api.body';
import { BotApiError, isOutOfDescriptors } from '../api/bot-api.error';
import { ChatSpacing } from './chat.spacing';
import { CircuitBreaker, type CircuitState } from './circuit.breaker';
import { Pace } from './pace';
import { QUIET_START_MS, type Timing } from '../api/timing';

/** Telegram counts these against its limits: 30 a second from a bot, one a second into a chat. */
const MESSAGES = new Set(['sendPhoto', 'sendMessage', 'editMessageCaption', 'editMessageMedia', 'editMessageText']);
const REMOVALS = new Set(['deleteMessage', 'deleteMessages']);
/** No limit on deletions is known. After an outage all that is overdue comes at once, and shall not look like an attack. */
const REMOVALS_PER_MESSAGE = 2;
/** Deletions need not be counted exactly: a busy moment is made up for later. */
const REMOVALS_SLACK_MS = 500;
const PROBE_SECONDS = 5;
const PAUSE_WITHOUT_A_TIME_SECONDS = 1;
const UNKNOWN_MS = 60_000;

/** What an operator is told of a bot's gate. */
export type GateState = Readonly<{
  circuit: CircuitState;
  /** How long nothing goes out: a pause that Telegram asked for, or an open circuit. 0 while all is well. */
  closedForMs: number;
}>;

/** Telegram wants nothing from the bot until then. */
export type Pause = Readonly<{ askedAt: Date; endsAt: Date }>;

/**
 * All that goes into chats from one bot passes here: at its pace, not at all while Telegram asked for a pause or does not
 * answer. Who works off a queue takes turns first, and leaves in the queue what has none; for other callers, a call
 * waits for its turn.
 */
export class BotGate implements BotApiCaller {
  private readonly logger = new Logger('Telegram');
  private readonly circuit = new CircuitBreaker();
  private readonly messages: Pace;
  private readonly removals: Pace;
  private readonly chats = new ChatSpacing();
  private readonly quietUntil: number;
  private wasReached = false;
  private pausedUntil = 0;
  private unknownUntil = 0;
  private tellOfPause: (pause: Pause | undefined) => void = () => undefined;
  private isOutOfDescriptors = false;

  constructor(
    readonly botId: number,
    private readonly api: BotApiCaller,
    readonly messagesPerSecond: number,
    private readonly timing: Timing,
  ) {
    this.messages = new Pace(messagesPerSecond);
    this.removals = new Pace(messagesPerSecond * REMOVALS_PER_MESSAGE, REMOVALS_SLACK_MS);
    this.quietUntil = timing.elapsed() + QUIET_START_MS;
  }

  get state(): GateState {
    return { circuit: this.circuit.state, closedForMs: this.closedForMs };
  }

  get closedForMs(): number {
    const now = this.timing.elapsed();
    return Math.max(0, this.pausedUntil - now, this.circuit.waitMs(now));
  }

  /** Telegram has just said that it does not know our token; whichever instance gets the bot's updates hears the same in time. */
  get isUnknown(): boolean {
    return this.timing.elapsed() < this.unknownUntil;
  }

  /** Turns for messages that may go now; what is not used must be given back. */
  takeSends(most: number): number {
    return this.isOpen() ? this.messages.take(this.timing.elapsed(), most) : 0;
  }

  giveBackSends(turns: number): void {
    this.messages.giveBack(turns);
  }

  takeRemovals(most: number): number {
    return this.isOpen() ? this.removals.take(this.timing.elapsed(), most) : 0;
  }

  giveBackRemovals(turns: number): void {
    this.removals.giveBack(turns);
  }

  /** How long until the next turn, for a caller that has more to do than there were turns. */
  get nextSendMs(): number {
    return this.messages.waitMs(this.timing.elapsed());
  }

  get nextRemovalMs(): number {
    return this.removals.waitMs(this.timing.elapsed());
  }

  /** Takes the chat for a message that goes now; otherwise answers how long it is until the chat is free. */
  takeChat(chatId: number): number {
    return this.chats.take(chatId, this.timing.elapsed());
  }

  /** Telegram answers by another way, and did not before: it is tried now. */
  tryNow(): void {
    this.circuit.hasten(this.timing.elapsed());
    this.isOpen();
  }

  /** An operator knows better: the circuit is closed, and a pause is over. */
  reset(): void {
    this.circuit.reset();
    this.pausedUntil = 0;
    this.tellOfPause(undefined);
  }

  /** `tell` hears of each pause that Telegram asks for, and when an operator has ended it. */
  onPause(tell: (pause: Pause | undefined) => void): void {
    this.tellOfPause = tell;
  }

  /** A pause that an earlier run or another instance was asked for; no longer than it was, whatever a clock says since. */
  resume({ askedAt, endsAt }: Pause): void {
    const wholeMs = endsAt.getTime() - askedAt.getTime();
    const leftMs = Math.min(endsAt.getTime() - this.timing.now(), wholeMs);
    if (leftMs <= 0) return;
    this.pausedUntil = Math.max(this.pausedUntil, this.timing.elapsed() + leftMs);
    this.logger.warn(`Bot ${this.botId}: Telegram asked for a pause, which has ${Math.ceil(leftMs / 1000)} s to go`);
  }

  /** @throws BotApiError */
  async call<T>(method: string, payload: BotApiPayload = {}, options: CallOptions = {}): Promise<T> {
    const hasTurn = options.takeTurn?.() === true;
    // What goes in the place of a message tells of Telegram as a message does.
    if (!hasTurn && !MESSAGES.has(method) && !REMOVALS.has(method)) return this.api.call<T>(method, payload, options);
    if (!hasTurn) await this.waitForTurn(method, payload, options);
    if (!this.isOpen()) throw this.closed();
    try {
      const result = await this.api.call<T>(method, payload, options);
      this.note(undefined);
      return result;
    } catch (error) {
      if (error instanceof BotApiError) this.note(error);
      throw error;
    }
  }

  /** Turns are booked once the gate is open: calls that waited for that go one after the other, too. */
  private async waitForTurn(method: string, payload: BotApiPayload, options: CallOptions): Promise<void> {
    if (this.closedForMs > 0) await this.sleep(this.closedForMs, options);
    const now = this.timing.elapsed();
    const isMessage = MESSAGES.has(method);
    const chatId = Number(payload.chat_id);
    const pace = isMessage ? this.messages : this.removals;
    const waitMs = Math.max(pace.waitMs(now), isMessage ? this.chats.waitMs(chatId, now) : 0);
    const slept = waitMs > 0 ? this.sleep(waitMs, options) : undefined;
    pace.book(now);
    if (isMessage) this.chats.book(chatId, now);
    await slept;
  }

  /** @throws BotApiError at once, if the wait is longer than any caller's patience */
  private sleep(ms: number, { deadline, signal }: CallOptions): Promise<void> {
    if (deadline && this.timing.now() + ms >= deadline.getTime()) throw new BotApiError('not_sent', 'no_turn');
    return this.timing.sleep(ms, signal).catch(() => {
      throw new BotApiError('not_sent', 'aborted');
    });
  }

  /** Where the circuit may be tried, this tries it: with a call that leaves nothing in any chat. */
  private isOpen(): boolean {
    const now = this.timing.elapsed();
    if (now < this.pausedUntil) return false;
    if (this.circuit.takeProbe(now)) void this.probe();
    return this.circuit.state === 'closed';
  }

  private async probe(): Promise<void> {
    const isWell = await this.api.call('getMe', {}, { timeoutSeconds: PROBE_SECONDS }).then(
      () => true,
      () => false,
    );
    this.circuit.endProbe(isWell, this.timing.elapsed());
    if (isWell) this.logger.log(`Bot ${this.botId}: Telegram answers again`);
  }

  private closed(): BotApiError {
    return new BotApiError('not_sent', 'held_back', { retryAfterSeconds: this.closedForMs / 1000 });
  }

  private note(error: BotApiError | undefined): void {
    this.unknownUntil = error?.kind === 'misconfigured' ? this.timing.elapsed() + UNKNOWN_MS : 0;
    if (error?.kind === 'rate_limited') this.pause(error.retryAfterSeconds ?? PAUSE_WITHOUT_A_TIME_SECONDS);
    this.noteDescriptors(error);
    const isFailure = error !== undefined && isFailureOfTelegram(error);
    const now = this.timing.elapsed();
    if (!isFailure) this.wasReached = true;
    else if (this.isOutOfDescriptors || OURS.has(error.description) || (!this.wasReached && now < this.quietUntil))
      return;
    const before = this.circuit.state;
    this.circuit.note(isFailure, now);
    if (this.circuit.state === before) return;
    const seconds = Math.round(this.circuit.waitMs(now) / 1000);
    this.logger.warn(`Bot ${this.botId}: Telegram does not answer (${error?.message}); trying again in ${seconds} s`);
  }

  /** One line each time that we run out of them. */
  private noteDescriptors(error: BotApiError | undefined): void {
    const isOut = error !== undefined && isOutOfDescriptors(error);
    if (isOut && !this.isOutOfDescriptors)
      this.logger.error(`Bot ${this.botId}: no file descriptor is left to ask Telegram by (${error.description})`);
    this.isOutOfDescriptors = isOut;
  }

  private pause(seconds: number): void {
    const now = this.timing.elapsed();
    const endsAt = now + seconds * 1000;
    const isNews = this.pausedUntil <= now;
    const isLonger = endsAt - this.pausedUntil >= 1000;
    this.pausedUntil = Math.max(this.pausedUntil, endsAt);
    if (isNews) this.logger.warn(`Bot ${this.botId}: Telegram asks for a pause of ${seconds} s`);
    if (!isNews && !isLonger) return;
    const askedAt = new Date(this.timing.now());
    this.tellOfPause({ askedAt, endsAt: new Date(askedAt.getTime() + seconds * 1000) });
  }
}

/** Ended on our side before anything was asked: they say nothing of Telegram. */
const OURS = new Set(['not_begun', 'aborted', 'client_closed', 'no_turn', 'held_back']);

function isFailureOfTelegram(error: BotApiError): boolean {
  switch (error.kind) {
    case 'not_sent':
    case 'unknown':
    case 'misconfigured':
      return true;
    case 'refused':
    case 'rate_limited':
    case 'conflict':
      return false;
  }
}

/** The bots' gates. */
export class Gates {
  private readonly gates: ReadonlyMap<number, BotGate>;

  constructor(gates: readonly BotGate[]) {
    this.gates = new Map(gates.map((gate) => [gate.botId, gate]));
  }

  get all(): readonly BotGate[] {
    return [...this.gates.values()];
  }

  get(botId: number): BotGate | undefined {
    return this.gates.get(botId);
  }
}
