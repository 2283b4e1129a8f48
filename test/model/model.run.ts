import type { Config } from '../../src/config/config';
import { AppError } from '../../src/errors';
import { BotOwner } from '../../src/lease/bot.owner';
import { nameOf, type Lease } from '../../src/lease/lease';
import { VerificationService } from '../../src/verification/verification.service';
import type { Secrets } from '../../src/verification/secrets';
import { LocalStatusFeed, StatusFeed } from '../../src/verification/status.feed';
import { VerificationRepository } from '../../src/verification/store/verification.repository';
import { BotApiError } from '../../src/telegram/api/bot-api.error';
import { BotGate, Gates } from '../../src/telegram/gate/bot.gate';
import { MessageSender } from '../../src/telegram/sender/message.sender';
import { ModelSender, type Caller, type ModelTelegram } from './model.telegram';
import { modelTime } from './model.time';
import { DeliveryRepository } from '../../src/delivery/store/delivery.repository';
import { DeliveryWorker } from '../../src/delivery/worker/delivery.worker';
import { Database } from '../../src/persistence/database';
import { Outbox } from '../../src/delivery/outbox';

/** A class of the product. */
export type Part<T> = abstract new (...parts: never[]) => T;

/** What all runs share: the store, and what holds no state. */
export type House = Readonly<{
  config: Config;
  verifications: VerificationRepository;
  deliveries: DeliveryRepository;
  secrets: Secrets;
  /** A part without a state of its own; undefined for those that each run has for itself. */
  shared: (part: Part<unknown>) => unknown;
}>;

/** What a schedule's runs share beside that. */
export type Ground = {
  readonly botId: number;
  readonly telegram: ModelTelegram;
  /** Who has the bot. */
  lease?: Lease;
  /** Calls of the store that are not answered yet. */
  pending: number;
};

/** What one call of the store meets. */
export const troubles = ['fails', 'answer lost', 'stalls', 'dies before', 'dies after'] as const;
export type Trouble = (typeof troubles)[number];

/** Where the answer to a claim can be lost, the adapter itself finds what it claimed (see its contract). */
const ASKED_AGAIN = new Set<string | symbol>(['claimDue']);

const never = <T>(): Promise<T> => new Promise<T>(() => undefined);
const full = () => new AppError('storage_unavailable', { cause: new Error('disk full') });
/** The product's timers of less than this are not held: a look follows soon anyhow. */
const NO_TIMER_MS = 250;

class ModelGate extends BotGate {
  override get nextSendMs(): number {
    return Math.max(NO_TIMER_MS, super.nextSendMs);
  }

  override get nextRemovalMs(): number {
    return Math.max(NO_TIMER_MS, super.nextRemovalMs);
  }
}

/** One run of the product: its parts as they are, and between them and the store a place where it can fail, wait or die. */
export class ModelRun implements Caller {
  readonly verifications: VerificationService;
  readonly outbox: Outbox;
  readonly worker: DeliveryWorker;
  readonly gate: BotGate;
  isDead = false;
  private readonly ahead: { calls: number; trouble: Trouble }[] = [];
  private stalled: (() => void)[] = [];
  private isRefused = false;

  private readonly parts = new Map<Part<unknown>, unknown>();

  constructor(
    private readonly house: House,
    private readonly ground: Ground,
    readonly name: string,
  ) {
    this.gate = this.newGate(house.config);
    this.parts.set(VerificationRepository, this.guarded(house.verifications));
    this.parts.set(DeliveryRepository, this.guarded(house.deliveries));
    // Troubles come between any two writes, as on a store that keeps each by itself.
    this.parts.set(Database, { together: (steps: () => Promise<unknown>) => steps() });
    this.parts.set(StatusFeed, new LocalStatusFeed());
    this.parts.set(MessageSender, new ModelSender(ground.telegram, this));
    this.parts.set(Gates, new Gates([this.gate]));
    this.parts.set(BotOwner, this.newOwner());
    this.verifications = this.part(VerificationService);
    this.outbox = this.part(Outbox);
    this.worker = this.part(DeliveryWorker);
  }

  get hasBot(): boolean {
    return !this.isDead && this.ground.lease?.holder === this.name;
  }

  /** Nothing waits for it, and nothing will befall it. */
  get isWell(): boolean {
    return !this.isDead && this.ahead.length === 0 && this.stalled.length === 0;
  }

  /** Trouble waits for it, that many calls of the store ahead. */
  expect(trouble: Trouble, calls: number): void {
    this.ahead.push({ calls, trouble });
  }

  die(arrives = false): void {
    this.isDead = true;
    this.ground.telegram.hangUp(this, arrives);
  }

  /** What was stalled goes on; what was ahead does not come. */
  goOn(): void {
    const stalled = this.stalled;
    this.stalled = [];
    for (const resume of stalled) resume();
  }

  heal(): void {
    this.ahead.length = 0;
    this.goOn();
  }

  /** Telegram asked for a pause. */
  async pause(): Promise<void> {
    this.isRefused = true;
    await this.gate.call('sendPhoto', { chat_id: 1 }, { takeTurn: () => true }).catch(() => undefined);
    this.isRefused = false;
  }

  /** A call of the store by this run. */
  async pass<T>(work: () => Promise<T>, isAskedAgain = false): Promise<T> {
    if (this.isDead) return never();
    const trouble = this.nextTrouble();
    if (trouble === 'fails' || (trouble === 'answer lost' && isAskedAgain)) throw full();
    if (trouble === 'dies before') this.die();
    if (trouble === 'stalls') await new Promise<void>((resume) => this.stalled.push(resume));
    if (this.isDead) return never();
    const result = await this.count(work());
    if (trouble === 'dies after') this.die();
    if (this.isDead) return never();
    if (trouble === 'answer lost') throw full();
    return result;
  }

  /** Puts the product's parts together as its modules do. */
  private part<T>(wanted: Part<T>): T {
    const found = this.parts.get(wanted) ?? this.house.shared(wanted);
    if (found) return found as T;
    const needs = (Reflect.getMetadata('design:paramtypes', wanted) ?? []) as Part<unknown>[];
    const made = Reflect.construct(
      wanted,
      needs.map((need) => this.part(need)),
    ) as T;
    this.parts.set(wanted, made);
    return made;
  }

  private async count<T>(work: Promise<T>): Promise<T> {
    this.ground.pending++;
    return work.finally(() => this.ground.pending--);
  }

  private nextTrouble(): Trouble | undefined {
    const index = this.ahead.findIndex(({ calls }) => calls === 0);
    for (const each of this.ahead) each.calls = Math.max(0, each.calls - 1);
    return index < 0 ? undefined : this.ahead.splice(index, 1)[0]!.trouble;
  }

  private guarded<T extends object>(store: T): T {
    const get = (target: T, key: string | symbol): unknown => {
      const found: unknown = Reflect.get(target, key);
      if (typeof found !== 'function') return found;
      const isAskedAgain = ASKED_AGAIN.has(key);
      return (...args: unknown[]) =>
        this.pass(() => Reflect.apply(found, target, args) as Promise<unknown>, isAskedAgain);
    };
    return new Proxy(store, { get });
  }

  private newGate(config: Config): BotGate {
    const elapsed = () => modelTime.now;
    const call = async <T>() => {
      if (this.isRefused) throw new BotApiError('rate_limited', 'Too many', { retryAfterSeconds: 3 });
      return undefined as T;
    };
    const timing = { now: elapsed, elapsed, sleep: (ms: number) => modelTime.sleep(ms), random: () => 0.5 };
    return new ModelGate(this.ground.botId, { call }, config.telegram.messagesPerSecond, timing);
  }

  private newOwner(): BotOwner {
    const held = () => (this.hasBot ? [this.ground.lease!] : []);
    const owner = {
      get held() {
        return held();
      },
      isHeld: (botId: number, name: string) => held().some((each) => each.botId === botId && nameOf(each) === name),
      leave: async () => undefined,
      // The lease passes on without a word here.
      onHandOver: () => undefined,
    };
    return owner as unknown as BotOwner;
  }
}
