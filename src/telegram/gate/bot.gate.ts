import { Logger } from '@nestjs/common';
import type { BotApiCaller, CallOptions } from '../api/bot-api';
import type { BotApiPayload } from '../api/bot-api.body';
import { BotApiError, isOutOfDescriptors } from '../api/bot-api.error';
import { ChatSpacing } from './chat.spacing';
import { CircuitBreaker, type CircuitState } from './circuit.breaker';
import { Pace } from './pace';
import { QUIET_START_MS, type Timing } from '../api/timing';

/** Telegram counts these against its limits: 30 a second per bot, one a second per chat. */
const MESSAGES = new Set(['sendPhoto', 'sendMessage', 'editMessageCaption', 'editMessageMedia', 'editMessageText']);
const REMOVALS = new Set(['deleteMessage', 'deleteMessages']);
/** No limit on deletions is known, but all that come at once after an outage must not look like an attack. */
const REMOVALS_PER_MESSAGE = 2;
/** Deletions need no exact spacing: a busy moment may be made up for later. */
const REMOVALS_SLACK_MS = 500;
const PROBE_SECONDS = 5;
const PAUSE_WITHOUT_A_TIME_SECONDS = 1;
const UNKNOWN_MS = 60_000;

/** What an operator sees of a bot's gate. */
export type GateState = Readonly<{
  circuit: CircuitState;
  /** How long nothing goes out: a pause that Telegram asked for, or an open circuit. 0 while all is well. */
  closedForMs: number;
}>;

/** A pause that Telegram asked for: it wants nothing from the bot until `endsAt`. */
export type Pause = Readonly<{ askedAt: Date; endsAt: Date }>;

/**
 * Everything that one bot sends into chats passes through here: at its pace, and not at all while Telegram asked for a
 * pause or does not answer. A worker takes turns first, and leaves in its queue what got none; for other callers, a
 * call waits for its turn.
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

  /** Telegram has recently rejected our token; whichever instance gets the bot's updates finds out the same in time. */
  get isUnknown(): boolean {
    return this.timing.elapsed() < this.unknownUntil;
  }

  /** Takes turns for messages that may go now; unused turns must be given back. */
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

  /** Takes the chat for a message that goes now and returns 0; otherwise returns how long until the chat is free. */
  takeChat(chatId: number): number {
    return this.chats.take(chatId, this.timing.elapsed());
  }

  /** Telegram answers other calls, which it did not before: probes the circuit now. */
  tryNow(): void {
    this.circuit.hasten(this.timing.elapsed());
    this.isOpen();
  }

  /** An operator's override: closes the circuit, and ends a pause. */
  reset(): void {
    this.circuit.reset();
    this.pausedUntil = 0;
    this.tellOfPause(undefined);
  }

  /** `tell` gets each pause that Telegram asks for, and undefined when an operator has ended it. */
  onPause(tell: (pause: Pause | undefined) => void): void {
    this.tellOfPause = tell;
  }

  /** Resumes a pause that an earlier run or another instance was asked for; never for longer than that pause was. */
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
    // A call that goes in place of a message says as much about Telegram as a message does.
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

  /** Books a turn only once the gate is open, so that calls that waited for that are spaced out, too. */
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

  /** @throws BotApiError at once if the wait would not end before the deadline */
  private sleep(ms: number, { deadline, signal }: CallOptions): Promise<void> {
    if (deadline && this.timing.now() + ms >= deadline.getTime()) throw new BotApiError('not_sent', 'no_turn');
    return this.timing.sleep(ms, signal).catch(() => {
      throw new BotApiError('not_sent', 'aborted');
    });
  }

  /** Also probes the circuit if a probe is due: with a call that leaves nothing in any chat. */
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

  /** Logs one line each time that we run out of file descriptors. */
  private noteDescriptors(error: BotApiError | undefined): void {
    const isOut = error !== undefined && isOutOfDescriptors(error);
    if (isOut && !this.isOutOfDescriptors)
      this.logger.error(`Bot ${this.botId}: no file descriptors are left to call Telegram (${error.description})`);
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

/** Calls that ended on our side before anything was sent: they say nothing about Telegram. */
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
