import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { clock } from '../../clock';
import type { Lease } from '../../lease/lease';
import { backoffMs } from '../../telegram/api/backoff';
import { Courier } from './courier';
import type { Claim, RemovalClaim, SendClaim } from '../delivery';
import { DeliveryClaims, type Places, type Work } from './delivery.claims';
import { DeliveryRepository } from '../store/delivery.repository';
import { randomFraction } from '../random';
import { Remover } from './remover';
import { ProbeCourier } from './probe.courier';

/** What is under way for one bot. */
type Bench = Readonly<{ sends: Set<Promise<void>>; removals: Set<Promise<void>>; removing: Set<{ since: number }> }> & {
  /** Deletions since the last look. */
  removed: number;
  /** The last look filled all places that were free, so that more may be waiting. */
  mayHaveMore: boolean;
  /** How long the last finished deletion took. */
  tookMs: number;
};

const LOOK_EVERY_MS = 250;
/**
 * Sends that hang must not keep a message from being deleted on time, and each send needs a deletion: there are as many
 * places for one as for the other. Together they fit the Bot API's connections.
 */
const PLACES = 96;
const STOP_WITHIN_MS = 8_000;
const GIVE_BACK_PAUSE_MS = 500;
/** Our waits must not keep the process alive. */
const UNHELD = { ref: false };

/**
 * Works through the outbox, for each bot whose lease is ours: claims rows that are due, a batch at a time, and hands
 * each to the courier or the remover. It looks when a message is enqueued, and four times a second for what fell due.
 */
@Injectable()
export class DeliveryWorker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(DeliveryWorker.name);
  /** By bot, so that one whose calls hang takes no other's places. */
  private readonly benches = new Map<number, Bench>();
  private looking = Promise.resolve();
  /** A look goes on for as long as it is woken; a single round of it ends. */
  private round = Promise.resolve();
  private isLooking = false;
  private isWoken = false;
  private isRunning = false;
  private isStoreUp = true;

  constructor(
    private readonly claims: DeliveryClaims,
    private readonly deliveries: DeliveryRepository,
    private readonly courier: Courier,
    private readonly probeCourier: ProbeCourier,
    private readonly remover: Remover,
  ) {}

  onApplicationBootstrap(): void {
    this.isRunning = true;
    this.claims.onHandOver((botId) => this.finishFor(botId));
    this.wake();
  }

  @Interval(LOOK_EVERY_MS)
  wake(): void {
    this.isWoken = true;
    if (this.isRunning && !this.isLooking) this.looking = this.look();
  }

  /** Takes nothing new, and waits for what is under way; the next start treats what does not end in time as unknown. */
  async beforeApplicationShutdown(): Promise<void> {
    this.isRunning = false;
    await Promise.race([this.finish(), pause(STOP_WITHIN_MS, undefined, UNHELD)]);
    await this.claims.leave();
  }

  /** Waits for the look first: it may still bring claims. */
  private async finish(): Promise<void> {
    await this.looking;
    await Promise.all([...this.benches.values()].flatMap(({ sends, removals }) => [...sends, ...removals]));
  }

  /** For a bot that no new round claims for: the round under way may still bring claims. */
  private async finishFor(botId: number): Promise<void> {
    await this.round.catch(() => undefined);
    const { sends, removals } = this.bench(botId);
    await Promise.all([...sends, ...removals]);
  }

  private async look(): Promise<void> {
    this.isLooking = true;
    try {
      while (this.isWoken && this.isRunning) {
        this.isWoken = false;
        this.round = this.takeAll();
        await this.round;
      }
    } catch (error) {
      this.noteStore(false, error);
      await this.removeUnclaimed();
    } finally {
      this.isLooking = false;
    }
  }

  private async takeAll(): Promise<void> {
    const { leases } = this.claims;
    const taken = await Promise.allSettled(leases.map((lease) => this.take(lease)));
    for (const one of taken) if (one.status === 'rejected') throw one.reason;
    // On a full disk a bot with nothing due can look, and no other can: one that could does not mean that the store is back.
    if (leases.length > 0) this.noteStore(true);
  }

  private async take(lease: Lease): Promise<void> {
    const bench = this.bench(lease.botId);
    const places = placesAt(bench);
    bench.removed = 0;
    const work = await this.claims.take(lease, places);
    bench.mayHaveMore =
      areFilled(places.sends, work.sends.length + work.early.length) ||
      areFilled(places.removals, work.removals.length);
    this.start(bench, work);
  }

  /** A full disk can still be read: what is due is deleted from Telegram, and recorded when there is room again. */
  private async removeUnclaimed(): Promise<void> {
    const removeOf = async (botId: number) => {
      const due = await this.deliveries.listSent(botId).catch(() => []);
      await this.remover.removeUnclaimed(due.filter(({ dueAt }) => dueAt <= clock.now()));
    };
    await Promise.all(this.claims.leases.map(({ botId }) => removeOf(botId)));
  }

  private bench(botId: number): Bench {
    const bench = this.benches.get(botId) ?? {
      ...{ sends: new Set(), removals: new Set(), removing: new Set() },
      ...{ removed: 0, mayHaveMore: false, tookMs: 0 },
    };
    this.benches.set(botId, bench);
    return bench;
  }

  /** Logs one line when the store goes and one when it comes back, not four a second. */
  private noteStore(isUp: boolean, error?: unknown): void {
    if (isUp === this.isStoreUp) return;
    this.isStoreUp = isUp;
    if (isUp) this.logger.log('messages go out again');
    else this.logger.error({ msg: 'no message can be sent: the outbox is unavailable', error });
  }

  private start(bench: Bench, { sends, lost, removals, early, nextTurnMs }: Work): void {
    for (const one of early) this.run(bench, 'sends', [one.claim], () => this.claims.putOff(one));
    for (const claim of lost) this.run(bench, 'sends', [claim], () => this.abandon(claim));
    for (const claim of sends) this.run(bench, 'sends', [claim], () => this.send(claim));
    for (const claims of byChat(removals)) this.run(bench, 'removals', claims, () => this.remove(bench, claims));
    if (nextTurnMs !== undefined && nextTurnMs < LOOK_EVERY_MS) setTimeout(() => this.wake(), nextTurnMs).unref();
  }

  private async send(claim: SendClaim): Promise<void> {
    await (claim.kind === 'test' ? this.probeCourier.deliver(claim) : this.courier.deliver(claim));
    this.claims.noteEnd(claim.botId);
  }

  private abandon(claim: SendClaim): Promise<void> {
    return claim.kind === 'test' ? this.probeCourier.abandon(claim) : this.courier.abandon(claim);
  }

  private async remove(bench: Bench, claims: readonly RemovalClaim[]): Promise<void> {
    const began = { since: clock.elapsed() };
    bench.removing.add(began);
    await this.remover.remove(claims).finally(() => {
      bench.removing.delete(began);
      bench.tookMs = clock.elapsed() - began.since;
      bench.removed += claims.length;
    });
  }

  /**
   * Rows may be waiting for places: they are looked for when the first of all is free again, and at each end while half of
   * them are free, if the last look left any.
   */
  private run(bench: Bench, kind: 'sends' | 'removals', claims: readonly Claim[], step: () => Promise<void>): void {
    const places = bench[kind];
    const work = this.attempt(claims, step).finally(() => {
      const wasFull = places.size >= PLACES;
      places.delete(work);
      if (wasFull || (bench.mayHaveMore && places.size <= PLACES / 2)) this.wake();
    });
    places.add(work);
  }

  /** An error here is the store's or our own: the rows are given back as soon as the store can record that. */
  private async attempt(claims: readonly Claim[], step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch (error) {
      this.logger.error({ msg: 'a delivery step failed', deliveries: claims.map(({ id }) => id), error });
      await Promise.all(claims.map((claim) => this.giveBack(claim)));
    }
  }

  /** Retries until the lease ends; then the row is due by itself. One that keeps failing returns ever more slowly. */
  private async giveBack(claim: Claim): Promise<void> {
    while (this.isRunning && clock.now() < claim.dueAt) {
      await pause(GIVE_BACK_PAUSE_MS, undefined, UNHELD);
      const at = clock.in(backoffMs(claim.claims, randomFraction()));
      const isTold = await this.deliveries.release(claim, at).then(
        () => true,
        () => false,
      );
      if (isTold) return;
    }
  }
}

/**
 * What is given up needs no place, and so may exceed the limit. If deletions use all of their places, only as many
 * messages go out as are deleted: more would stay too long.
 */
function placesAt(bench: Bench): Places {
  const { sends, removals, removed } = bench;
  const free = Math.max(0, PLACES - sends.size);
  const left = Math.max(0, PLACES - removals.size);
  if (removals.size + removed < PLACES) return { sends: free, removals: left };
  const ms = removalMs(bench);
  return { sends: Math.min(free, removed), removals: left, hold: { ms, perSecond: (PLACES * 1000) / ms } };
}

/** Where there were no places, the first that is free again tells. */
const areFilled = (places: number, taken: number): boolean => places > 0 && taken >= places;

/** Estimates how long a deletion takes now: one under way may take as long again as it has so far. */
function removalMs({ removing, tookMs }: Bench): number {
  const ages = [...removing].map(({ since }) => clock.elapsed() - since);
  const meanAge = ages.reduce((sum, age) => sum + age, 0) / Math.max(1, ages.length);
  return Math.max(1, tookMs, 2 * meanAge);
}

/** Groups claims by chat: Telegram deletes several messages of a chat in one call. */
function byChat(claims: readonly RemovalClaim[]): RemovalClaim[][] {
  const chats = new Map<number, RemovalClaim[]>();
  for (const claim of claims) chats.set(claim.chatId, [...(chats.get(claim.chatId) ?? []), claim]);
  return [...chats.values()];
}
