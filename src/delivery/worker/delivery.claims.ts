import { Injectable } from '@nestjs/common';
import { clock } from '../../clock';
import { Config } from '../../config/config';
import { BotOwner } from '../../lease/bot.owner';
import { nameOf, type Lease } from '../../lease/lease';
import { Gates, type BotGate } from '../../telegram/gate/bot.gate';
import { Pace } from '../../telegram/gate/pace';
import type { Claim, RemovalClaim, SendClaim } from '../delivery';
import { DeliveryRecovery } from './delivery.recovery';
import { DeliveryRepository, type Room } from '../store/delivery.repository';
import { Throughput, type Hold } from '../throughput';

/** A row is held longer than any delivery may take, so that no second holder starts while the first still waits. */
const MARGIN_SECONDS = 15;

export type Early = Readonly<{ claim: SendClaim; ms: number }>;

/** Rows to work on. */
export type Work = Readonly<{
  /** Each has a turn of the bot and of its chat. */
  sends: readonly SendClaim[];
  /** Messages that can no longer be in Telegram by their deadline. */
  lost: readonly SendClaim[];
  removals: readonly RemovalClaim[];
  /** Messages whose chat has just received one: put off until it is free. */
  early: readonly Early[];
  /** When there are turns again; undefined unless turns are what ran out. */
  nextTurnMs?: number;
}>;

const NOTHING: Work = { sends: [], lost: [], removals: [], early: [] };

/** Claims work for this instance: rows of the bots whose lease it has, as many as each bot's gate lets through. */
@Injectable()
export class DeliveryClaims {
  /** Holdings that have already repaired what the previous one left behind. */
  private readonly settledIn = new Set<string>();
  /** Bots whose last odd turn went to a message that was tried before; the next one goes to a new message. */
  private readonly triedFirst = new Set<number>();
  private readonly throughputs = new Map<number, Throughput>();
  /** By bot: turns for unproven initiators, within the bot's own. */
  private readonly unprovenPaces = new Map<number, Pace>();

  constructor(
    private readonly deliveries: DeliveryRepository,
    private readonly recovery: DeliveryRecovery,
    private readonly owner: BotOwner,
    private readonly gates: Gates,
    private readonly config: Config,
  ) {}

  /** The leases of the bots that are ours now. */
  get leases(): readonly Lease[] {
    return this.owner.held;
  }

  /** Claims what is due for a bot; the first time, also what an earlier holder still has. */
  async take(lease: Lease, most: Places): Promise<Work> {
    const holder = { botId: lease.botId, name: nameOf(lease), fence: lease.fence };
    if (!this.settledIn.has(holder.name)) await this.recovery.takeOver(holder);
    this.settledIn.add(holder.name);
    const gate = this.gates.get(lease.botId);
    if (!gate || !this.owner.isHeld(holder.botId, holder.name)) return NOTHING;
    const turns = turnsFor(most, gate);
    const pace = this.unprovenPace(gate);
    const unproven = pace.take(clock.elapsed(), turns.sends);
    const room = {
      ...turns,
      again: this.shareOfTried(lease.botId, turns.sends),
      unproven,
      lostBefore: clock.in(gate.closedForMs),
    };
    const now = clock.now();
    const leaseEnds = clock.in((this.config.deliveryDeadlineSeconds + MARGIN_SECONDS) * 1000);
    const claims = await this.deliveries.claimDue(holder, now, leaseEnds, room).catch((error: unknown) => {
      giveBack({ gate, pace }, room, NOTHING);
      throw error;
    });
    const work = sort(claims, gate, room);
    giveBack({ gate, pace }, room, work);
    this.throughput(lease.botId).noteLook(clock.elapsed(), isMoreWaiting(work, room, gate), most.hold);
    return { ...work, nextTurnMs: nextTurnMs(work, { room, most, gate, pace }) };
  }

  /** How many messages of unproven initiators a bot may send per second. */
  unprovenPerSecond({ messagesPerSecond }: BotGate): number {
    return (messagesPerSecond * this.config.limits.unprovenPercent) / 100;
  }

  /** How many of a bot's sends really end per second, while there are more to do; Infinity while that is unknown. */
  sendsPerSecond(botId: number): number {
    return this.throughput(botId).perSecond(clock.elapsed());
  }

  /** Half of the sends: messages that fail must not hold up new ones, nor new ones those that have waited long. */
  private shareOfTried(botId: number, sends: number): number {
    if (sends % 2 === 0) return sends / 2;
    if (this.triedFirst.delete(botId)) return Math.floor(sends / 2);
    this.triedFirst.add(botId);
    return Math.ceil(sends / 2);
  }

  /** How long a bot's sends wait for its deletions before any more of them begin; 0 if they do not. */
  heldMs(botId: number): number {
    return this.throughput(botId).heldMs(clock.elapsed());
  }

  /** A send that was claimed has ended, whatever its outcome. */
  noteEnd(botId: number): void {
    this.throughput(botId).noteEnd(clock.elapsed());
  }

  /** Calls `finish` to end what is under way for a bot, before another instance gets it. */
  onHandOver(finish: (botId: number) => Promise<unknown>): void {
    this.owner.onHandOver(finish);
  }

  /** Lets another instance go on where we stop. */
  leave(): Promise<void> {
    return this.owner.leave();
  }

  /** Puts a claim off, so that others go before it. */
  async putOff({ claim, ms }: Early): Promise<void> {
    const at = clock.in(ms);
    if (claim.isInterrupted) await this.deliveries.release(claim, at);
    else await this.deliveries.settle(claim, { kind: 'send_again', at, attempts: 0 });
  }

  private unprovenPace(gate: BotGate): Pace {
    const pace = this.unprovenPaces.get(gate.botId) ?? new Pace(this.unprovenPerSecond(gate));
    this.unprovenPaces.set(gate.botId, pace);
    return pace;
  }

  private throughput(botId: number): Throughput {
    const throughput = this.throughputs.get(botId) ?? new Throughput();
    this.throughputs.set(botId, throughput);
    return throughput;
  }
}

/** How many more may be started. */
export type Places = Pick<Room, 'sends' | 'removals'> & Readonly<{ hold?: Hold }>;
type Turns = Required<Room>;

function sort(claims: readonly Claim[], gate: BotGate, room: Turns): Work {
  const removals = claims.filter((claim) => claim.state === 'sent');
  const waiting = claims.filter((claim) => claim.state === 'sending');
  const lost = waiting.filter(({ deadlineAt }) => deadlineAt <= room.lostBefore);
  const timely = waiting.filter(({ deadlineAt }) => deadlineAt > room.lostBefore);
  const asked = timely.map((claim) => ({ claim, ms: gate.takeChat(claim.chatId) }));
  const sends = asked.filter(({ ms }) => ms === 0).map(({ claim }) => claim);
  return { sends, lost, removals, early: asked.filter(({ ms }) => ms > 0) };
}

const turnsFor = ({ sends, removals }: Places, gate: BotGate): Places => ({
  sends: gate.takeSends(sends),
  removals: gate.takeRemovals(removals),
});

type Taken = Readonly<{ room: Turns; most: Places; gate: BotGate; pace: Pace }>;

/** Undefined unless turns were what was missing: a closed gate is looked at again with everything else. */
function nextTurnMs({ sends, removals }: Work, { room, most, gate, pace }: Taken): number | undefined {
  if (isClosed(gate)) return undefined;
  const unproven = sends.filter(isUnproven);
  const waits = [
    ...(ranOut(unproven, room.unproven, room.sends) ? [pace.waitMs(clock.elapsed())] : []),
    ...(ranOut(sends, room.sends, most.sends) ? [gate.nextSendMs] : []),
    ...(ranOut(removals, room.removals, most.removals) ? [gate.nextRemovalMs] : []),
  ];
  return waits.length > 0 ? Math.min(...waits) : undefined;
}

const isClosed = (gate: BotGate): boolean => gate.state.circuit !== 'closed' || gate.closedForMs > 0;

/** Undefined if there was no room to tell. Messages behind a closed gate wait for it, not for their sender. */
function isMoreWaiting({ sends, early }: Work, room: Turns, gate: BotGate): boolean | undefined {
  if (isClosed(gate)) return false;
  return room.sends > 0 ? sends.length + early.length >= room.sends : undefined;
}

/** True if there may be more to do than there were turns. */
const ranOut = (claims: readonly Claim[], turns: number, most: number): boolean =>
  turns < most && claims.length >= turns;

const isUnproven = ({ turnAt }: Claim): boolean => turnAt !== undefined;

function giveBack({ gate, pace }: Pick<Taken, 'gate' | 'pace'>, turns: Turns, used: Work): void {
  gate.giveBackSends(Math.max(0, turns.sends - used.sends.length));
  pace.giveBack(Math.max(0, turns.unproven - used.sends.filter(isUnproven).length));
  gate.giveBackRemovals(Math.max(0, turns.removals - used.removals.length));
}
