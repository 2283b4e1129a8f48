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
  /** Each has the bot's turn and its chat. */
  sends: readonly SendClaim[];
  /** Messages that cannot be in Telegram by their deadline any more. */
  lost: readonly SendClaim[];
  removals: readonly RemovalClaim[];
  /** Their chat has just got a message: to be put off until it is free. */
  early: readonly Early[];
  /** When there are turns again: undefined where it was not turns that ran out. */
  nextTurnMs?: number;
}>;

const NOTHING: Work = { sends: [], lost: [], removals: [], early: [] };

/** What this instance may work on: rows of the bots whose lease it has, as many as each bot's gate lets through. */
@Injectable()
export class DeliveryClaims {
  /** Holdings that have repaired what the one before left. */
  private readonly settledIn = new Set<string>();
  /** Whose turn it is where there is but one send. */
  private isTriedFirst = false;
  private readonly throughputs = new Map<number, Throughput>();
  /** By bot: turns of askers who have not shown who they are, within the bot's own. */
  private readonly unprovenPaces = new Map<number, Pace>();

  constructor(
    private readonly deliveries: DeliveryRepository,
    private readonly recovery: DeliveryRecovery,
    private readonly owner: BotOwner,
    private readonly gates: Gates,
    private readonly config: Config,
  ) {}

  /** Bots that are ours now. */
  get leases(): readonly Lease[] {
    return this.owner.held;
  }

  /** Takes what is due for a bot; the first time, what an earlier holder left in its hands too. */
  async take(lease: Lease, most: Places): Promise<Work> {
    const holder = { botId: lease.botId, name: nameOf(lease), fence: lease.fence };
    if (!this.settledIn.has(holder.name)) await this.recovery.takeOver(holder);
    this.settledIn.add(holder.name);
    const gate = this.gates.get(lease.botId);
    if (!gate || !this.owner.isHeld(holder.botId, holder.name)) return NOTHING;
    const turns = turnsFor(most, gate);
    const pace = this.unprovenPace(gate);
    const unproven = pace.take(clock.elapsed(), turns.sends);
    const room = { ...turns, again: this.shareOfTried(turns.sends), unproven, lostBefore: clock.in(gate.closedForMs) };
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

  /** How many a second a bot may send for askers who have not shown who they are. */
  unprovenPerSecond({ messagesPerSecond }: BotGate): number {
    return (messagesPerSecond * this.config.limits.unprovenPercent) / 100;
  }

  /** How many of a bot's sends really end a second, while there are more to do; Infinity while that is not known. */
  sendsPerSecond(botId: number): number {
    return this.throughput(botId).perSecond(clock.elapsed());
  }

  /** Half of the sends: what cannot be sent must not hold up what can, nor newcomers what has waited for long. */
  private shareOfTried(sends: number): number {
    this.isTriedFirst = !this.isTriedFirst;
    return this.isTriedFirst ? Math.ceil(sends / 2) : Math.floor(sends / 2);
  }

  /** How long a bot's sends wait for its deletions before any more of them begin; 0 where they do not. */
  heldMs(botId: number): number {
    return this.throughput(botId).heldMs(clock.elapsed());
  }

  /** One that was taken has ended, whatever came of it. */
  noteEnd(botId: number): void {
    this.throughput(botId).noteEnd(clock.elapsed());
  }

  /** `finish` is asked to end what is under way for a bot, before another instance gets it. */
  onHandOver(finish: (botId: number) => Promise<unknown>): void {
    this.owner.onHandOver(finish);
  }

  /** Another instance may go on where we stop. */
  leave(): Promise<void> {
    return this.owner.leave();
  }

  /** It steps aside, and others go before it. */
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

/** How much may be under way beside what is. */
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

/** Undefined where turns are not what was missing: a gate that is closed is looked at again with everything else. */
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

/** Undefined where there was no room to see: a closed gate is what messages wait for, not their sender. */
function isMoreWaiting({ sends, early }: Work, room: Turns, gate: BotGate): boolean | undefined {
  if (isClosed(gate)) return false;
  return room.sends > 0 ? sends.length + early.length >= room.sends : undefined;
}

/** There may be more to do than there were turns. */
const ranOut = (claims: readonly Claim[], turns: number, most: number): boolean =>
  turns < most && claims.length >= turns;

const isUnproven = ({ turnAt }: Claim): boolean => turnAt !== undefined;

function giveBack({ gate, pace }: Pick<Taken, 'gate' | 'pace'>, turns: Turns, used: Work): void {
  gate.giveBackSends(Math.max(0, turns.sends - used.sends.length));
  pace.giveBack(Math.max(0, turns.unproven - used.sends.filter(isUnproven).length));
  gate.giveBackRemovals(Math.max(0, turns.removals - used.removals.length));
}
