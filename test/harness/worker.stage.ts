import { clock } from '../../src/clock';
import type { Claim, RemovalClaim, SendClaim, SentDelivery } from '../../src/delivery/delivery';
import { aDelivery, aSentDelivery, type Differing } from '../../src/delivery/delivery.fixture';
import type { DeliveryRepository } from '../../src/delivery/store/delivery.repository';
import type { Courier } from '../../src/delivery/worker/courier';
import type { DeliveryClaims, Places, Work } from '../../src/delivery/worker/delivery.claims';
import { DeliveryWorker } from '../../src/delivery/worker/delivery.worker';
import type { ProbeCourier } from '../../src/delivery/worker/probe.courier';
import type { Remover } from '../../src/delivery/worker/remover';
import { nameOf, type Lease } from '../../src/lease/lease';

const NOTHING: Work = { sends: [], lost: [], removals: [], early: [] };
/** How long a claim is held. */
const CLAIM_MS = 60_000;

const leaseOf = (botId: number): Lease => ({ botId, holder: 'a test', fence: 1 });

/** A step of the worker, which ends when a test says so. */
export class StepCall {
  end: () => void = () => undefined;
  fail: () => void = () => undefined;
  readonly ended = new Promise<void>((resolve, reject) => {
    this.end = resolve;
    this.fail = () => reject(new Error('a bug'));
  });

  constructor(
    readonly kind: 'deliver' | 'abandon' | 'deliver a test' | 'abandon a test' | 'put off' | 'remove',
    readonly ids: readonly string[],
  ) {}
}

/** The delivery's worker alone, with time as Jest's fake timers have it: a test says what it finds and when its steps end. */
export class WorkerStage {
  readonly leases: Lease[];
  /** How many rows each look asked for. */
  readonly looks: Readonly<{ botId: number; places: Places }>[] = [];
  /** Under way, or ended. */
  readonly calls: StepCall[] = [];
  /** The bots of the sends that were noted as ended. */
  readonly noted: number[] = [];
  /** Rows that the worker gave back, or tried to. */
  readonly givenBack: Readonly<{ id: string; at: Date }>[] = [];
  /** What the store knows to be in Telegram, by bot; a bot without an entry cannot be looked up. */
  readonly inTelegram = new Map<number, readonly SentDelivery[]>();
  readonly removedUnclaimed: string[] = [];
  canRelease = true;
  hasLeft = false;
  /** Ends what is under way for a bot. */
  finishFor: (botId: number) => Promise<unknown> = async () => undefined;
  readonly worker: DeliveryWorker;
  private readonly found: Readonly<{ botId: number; work: () => Promise<Partial<Work>> }>[] = [];
  private lastId = 0;

  constructor(...bots: readonly number[]) {
    const moment = () => Date.now();
    clock.goBy({ wall: moment, monotonic: moment, uptime: moment });
    this.leases = bots.map(leaseOf);
    const claims: Pick<DeliveryClaims, 'leases' | 'take' | 'putOff' | 'noteEnd' | 'onHandOver' | 'leave'> = {
      leases: this.leases,
      take: ({ botId }, places) => this.take(botId, places),
      putOff: ({ claim }) => this.call('put off', claim),
      noteEnd: (botId) => void this.noted.push(botId),
      onHandOver: (finish) => void (this.finishFor = finish),
      leave: async () => void (this.hasLeft = true),
    };
    const rows: Pick<DeliveryRepository, 'listSent' | 'release'> = {
      listSent: async (botId) => this.listSent(botId),
      release: async (claim, at) => this.release(claim, at),
    };
    const courier: Pick<Courier, 'deliver' | 'abandon'> = {
      deliver: (claim) => this.call('deliver', claim),
      abandon: (claim) => this.call('abandon', claim),
    };
    const probeCourier: Pick<ProbeCourier, 'deliver' | 'abandon'> = {
      deliver: (claim) => this.call('deliver a test', claim),
      abandon: (claim) => this.call('abandon a test', claim),
    };
    const remover: Pick<Remover, 'remove' | 'removeUnclaimed'> = {
      remove: (batch) => this.call('remove', ...batch),
      removeUnclaimed: async (due) => void this.removedUnclaimed.push(...due.map(({ id }) => id)),
    };
    this.worker = new DeliveryWorker(
      claims as DeliveryClaims,
      rows as DeliveryRepository,
      courier as Courier,
      probeCourier as ProbeCourier,
      remover as Remover,
    );
  }

  async start(): Promise<void> {
    this.worker.onApplicationBootstrap();
    await settled();
  }

  /** The interval, or a message that was put in, has the worker look; the first bot's look finds `work`. */
  async look(work?: Partial<Work>): Promise<void> {
    if (work) this.finds(work);
    this.worker.wake();
    await settled();
  }

  /** The bot's next look finds this. */
  finds(work: Partial<Work> | Promise<Partial<Work>>, botId = 1): void {
    this.found.push({ botId, work: async () => work });
  }

  /** The bot's next look fails. */
  findsNoStore(botId = 1): void {
    this.found.push({ botId, work: () => Promise.reject(new Error('the store is away')) });
  }

  /** How many rows the bot's last look asked for. */
  lastPlaces(botId = 1): Places | undefined {
    return this.looks.findLast((look) => look.botId === botId)?.places;
  }

  async end(...calls: readonly StepCall[]): Promise<void> {
    for (const call of calls) call.end();
    await settled();
  }

  aSend(differing: Differing = {}): SendClaim {
    return held(aDelivery({ ...this.ofARow(), state: 'sending', ...differing }) as SendClaim);
  }

  aRemoval(differing: Differing = {}): RemovalClaim {
    return held(aSentDelivery({ ...this.ofARow(), ...differing }) as RemovalClaim);
  }

  sends(count: number): SendClaim[] {
    return Array.from({ length: count }, () => this.aSend());
  }

  /** Each in its own chat, and so with a call of its own. */
  removals(count: number): RemovalClaim[] {
    return Array.from({ length: count }, () => this.aRemoval());
  }

  private ofARow(): Differing {
    this.lastId += 1;
    return { id: `row ${this.lastId}`, botId: 1, chatId: this.lastId };
  }

  private async take(botId: number, places: Places): Promise<Work> {
    this.looks.push({ botId, places });
    const next = this.found.findIndex((one) => one.botId === botId);
    const [found] = next < 0 ? [] : this.found.splice(next, 1);
    return { ...NOTHING, ...(await found?.work()) };
  }

  private call(kind: StepCall['kind'], ...claims: readonly Claim[]): Promise<void> {
    const ids = claims.map(({ id }) => id);
    const call = new StepCall(kind, ids);
    this.calls.push(call);
    return call.ended;
  }

  private listSent(botId: number): SentDelivery[] {
    const rows = this.inTelegram.get(botId);
    if (!rows) throw new Error('the store is away');
    return [...rows];
  }

  private release({ id }: Claim, at: Date): boolean {
    this.givenBack.push({ id, at });
    if (!this.canRelease) throw new Error('the store is away');
    return true;
  }
}

/** Its lease starts now. */
const held = <T extends Claim>(claim: T): T => ({
  ...claim,
  dueAt: clock.in(CLAIM_MS),
  holder: nameOf(leaseOf(claim.botId)),
  isInterrupted: false,
});

/** Everything that takes no time has happened. */
export const settled = (): Promise<void> => jest.advanceTimersByTimeAsync(0);

/** So much time passes, and with it the pauses and timers that end meanwhile. */
export const pass = (ms: number): Promise<void> => jest.advanceTimersByTimeAsync(ms);
