import { Logger } from '@nestjs/common';
import { clock } from '../../clock';
import { aConfig } from '../../config/config.fixture';
import { AppError } from '../../errors';
import type { BotOwner } from '../../lease/bot.owner';
import { nameOf, type Lease } from '../../lease/lease';
import { BotApiError } from '../../telegram/api/bot-api.error';
import { systemTiming } from '../../telegram/api/timing';
import { BotGate, Gates } from '../../telegram/gate/bot.gate';
import type { Claim, Holder, Outcome, RemovalClaim, SendClaim } from '../delivery';
import { aDelivery, aSentDelivery, type Differing } from '../delivery.fixture';
import type { DeliveryRepository, Room } from '../store/delivery.repository';
import { DeliveryClaims } from './delivery.claims';
import type { DeliveryRecovery } from './delivery.recovery';

const PER_SECOND = 100;
/** What a gate with that many a second has for a bot that has been idle: a timer's slack, and half a second of it. */
const [SENDS, UNPROVEN, REMOVALS] = [6, 2, 101];
const [NEXT_SEND_MS, NEXT_UNPROVEN_MS, NEXT_REMOVAL_MS] = [10, 50, 5];
const PROBE_AFTER_MS = 10_000;
const MANY = { sends: 500, removals: 500 };
const DEADLINE_SECONDS = 60;
const config = aConfig({ LIMIT_UNPROVEN_PERCENT: '20', DELIVERY_DEADLINE_SECONDS: String(DEADLINE_SECONDS) });

/** Time passes when a test says so. */
let now = Date.UTC(2030, 0, 1);
const moment = () => now;
clock.goBy({ wall: moment, monotonic: moment, uptime: moment });
const pass = (ms: number) => (now += ms);

/** A store that hands out what a test has put in, and keeps what becomes of it. */
class Rows {
  due: Claim[] = [];
  isAway = false;
  readonly rooms: Required<Room>[] = [];
  leaseEnds = new Date(0);
  readonly settled: Outcome[] = [];
  readonly released: Date[] = [];

  async claimDue(_: Holder, __: Date, leaseEnds: Date, room: Required<Room>): Promise<Claim[]> {
    this.rooms.push(room);
    this.leaseEnds = leaseEnds;
    if (this.isAway) throw new AppError('storage_unavailable');
    return this.due.splice(0);
  }

  async settle(_: Claim, outcome: Outcome): Promise<boolean> {
    return this.settled.push(outcome) > 0;
  }

  async release(_: Claim, at: Date): Promise<boolean> {
    return this.released.push(at) > 0;
  }
}

/** A Telegram that answers as it is told; an answer that never comes is `undefined`. */
class Telegram {
  answer: BotApiError | undefined;

  call<T>(): Promise<T> {
    return this.answer ? Promise.reject(this.answer) : new Promise<never>(() => undefined);
  }
}

const leaseOf = (botId: number, fence = 1): Lease => ({ botId, holder: 'a test', fence });

let rows: Rows;
let telegram: Telegram;
let gate: BotGate;
let recovered: string[];
let isHeld: boolean;
let isRecoverable: boolean;
let claims: DeliveryClaims;
let finishers: unknown[];
let lastChat: number;

beforeEach(() => {
  Logger.overrideLogger(false);
  [rows, telegram, recovered, lastChat] = [new Rows(), new Telegram(), [], 0];
  [isHeld, isRecoverable] = [true, true];
  gate = new BotGate(1, telegram, PER_SECOND, systemTiming);
  const other = new BotGate(2, telegram, PER_SECOND, systemTiming);
  const takeOver = async ({ name }: Holder) => {
    recovered.push(name);
    if (!isRecoverable) throw new AppError('storage_unavailable');
  };
  finishers = [];
  const owner = {
    held: [leaseOf(1), leaseOf(2)],
    isHeld: () => isHeld,
    onHandOver: (finish: unknown) => void finishers.push(finish),
    leave: async () => void (isHeld = false),
  };
  claims = new DeliveryClaims(
    rows as unknown as DeliveryRepository,
    { takeOver } as unknown as DeliveryRecovery,
    owner as unknown as BotOwner,
    new Gates([gate, other]),
    config,
  );
  // The quiet start is over, in which failures are normal.
  pass(60_000);
});

const aSend = (differing: Differing = {}): SendClaim => ({
  ...(aDelivery({ state: 'sending', chatId: ++lastChat, deadlineAt: clock.in(60_000), ...differing }) as SendClaim),
  holder: nameOf(leaseOf(1)),
  isInterrupted: false,
});
const anUnproven = () => aSend({ turnAt: clock.now() });
const aRemoval = (): RemovalClaim => ({ ...aSentDelivery(), holder: nameOf(leaseOf(1)), isInterrupted: false });
const times = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);

const look = (due: Claim[] = [], most: Parameters<DeliveryClaims['take']>[1] = MANY) => {
  rows.due = due;
  return claims.take(leaseOf(1), most);
};

/** What the gate and the pace of unproven initiators still have, which is taken by looking. */
const turnsLeft = async () => {
  await look();
  const { sends, removals, unproven } = rows.rooms.at(-1)!;
  return { sends, removals, unproven };
};

/** Telegram asks for a pause. */
const pause = async (retryAfterSeconds: number) => {
  telegram.answer = new BotApiError('rate_limited', 'Too Many', { retryAfterSeconds });
  await gate.call('sendPhoto', {}, { takeTurn: () => true }).catch(() => undefined);
};

/** Telegram does not answer, and neither does it answer the probe. */
const halfOpen = async () => {
  telegram.answer = new BotApiError('unknown', 'Bad Gateway', { code: 502 });
  for (let time = 0; time < 5; time++)
    await gate.call('sendPhoto', {}, { takeTurn: () => true }).catch(() => undefined);
  telegram.answer = undefined;
  pass(PROBE_AFTER_MS);
  gate.takeSends(0);
};

describe('turns', () => {
  it('are all that limits what is claimed, where there are places for more', async () => {
    await look();
    expect(rows.rooms).toMatchObject([{ sends: SENDS, unproven: UNPROVEN, removals: REMOVALS }]);
  });

  it('that no message used are given back', async () => {
    await look();
    expect(await turnsLeft()).toEqual({ sends: SENDS, unproven: UNPROVEN, removals: REMOVALS });
  });

  it('that messages used are gone, and the others are given back', async () => {
    await look([aSend(), aSend(), anUnproven(), aRemoval(), aRemoval()]);
    expect(await turnsLeft()).toEqual({ sends: SENDS - 3, unproven: UNPROVEN - 1, removals: REMOVALS - 2 });
  });

  it('are given back when the store refuses', async () => {
    rows.isAway = true;
    await expect(look()).rejects.toMatchObject({ code: 'storage_unavailable' });
    rows.isAway = false;
    expect(await turnsLeft()).toEqual({ sends: SENDS, unproven: UNPROVEN, removals: REMOVALS });
  });

  it('are not used by messages that are lost, nor by those whose chat has just got one', async () => {
    const { lost, early } = await look([aSend({ deadlineAt: clock.now() }), aSend(), aSend({ chatId: lastChat })]);
    expect([lost.length, early.length]).toEqual([1, 1]);
    expect(await turnsLeft()).toMatchObject({ sends: SENDS - 1 });
  });

  it('of unproven initiators are so many a second, of the turns of the bot', async () => {
    expect(claims.unprovenPerSecond(gate)).toBe(20);
    expect((await look(times(UNPROVEN, anUnproven))).sends).toHaveLength(UNPROVEN);
    expect(await turnsLeft()).toMatchObject({ sends: SENDS - UNPROVEN, unproven: 0 });
    pass(100);
    expect(await turnsLeft()).toMatchObject({ unproven: UNPROVEN });
  });

  it('go half to messages that were tried before, and an odd one to these and to new ones alternately', async () => {
    for (const sends of [1, 0, 1, 4, 1, 3]) await look([], { sends, removals: 0 });
    expect(rows.rooms.map(({ again }) => again)).toEqual([1, 0, 0, 2, 1, 1]);
  });

  it("go alternately to each bot's own, however many bots look in turn", async () => {
    for (const botId of [1, 2, 1, 2]) await claims.take(leaseOf(botId), { sends: 1, removals: 0 });
    expect(rows.rooms.map(({ again }) => again)).toEqual([1, 1, 0, 0]);
  });
});

describe('the next turn', () => {
  it('is awaited where more messages may wait than had one', async () => {
    const { nextTurnMs } = await look(times(SENDS, aSend));
    expect(nextTurnMs).toBe(NEXT_SEND_MS);
  });

  it('is awaited where more deletions may wait than had one', async () => {
    const { nextTurnMs } = await look(times(REMOVALS, aRemoval));
    expect(nextTurnMs).toBe(NEXT_REMOVAL_MS);
  });

  it('is awaited where more messages of unproven initiators may wait than had one', async () => {
    const { nextTurnMs } = await look(times(UNPROVEN, anUnproven));
    expect(nextTurnMs).toBe(NEXT_UNPROVEN_MS);
  });

  it('is the nearest of those that are awaited', async () => {
    const { nextTurnMs } = await look([...times(UNPROVEN, anUnproven), ...times(REMOVALS, aRemoval)]);
    expect(nextTurnMs).toBe(NEXT_REMOVAL_MS);
  });

  it('is not awaited where all that waited had one', async () => {
    const { nextTurnMs } = await look([
      ...times(UNPROVEN - 1, anUnproven),
      ...times(SENDS - UNPROVEN, aSend),
      ...times(REMOVALS - 1, aRemoval),
    ]);
    expect(nextTurnMs).toBeUndefined();
  });

  it('of an unproven initiator is not awaited where others used all turns of the bot', async () => {
    const { nextTurnMs } = await look([...times(SENDS - 1, aSend), anUnproven()]);
    expect(nextTurnMs).toBe(NEXT_SEND_MS);
  });

  it('is not awaited where places ran out', async () => {
    const { nextTurnMs } = await look([aSend(), aRemoval()], { sends: 1, removals: 1 });
    expect(nextTurnMs).toBeUndefined();
  });

  it('is not awaited while Telegram has asked for a pause', async () => {
    await pause(30);
    expect((await look()).nextTurnMs).toBeUndefined();
    expect(rows.rooms).toMatchObject([{ sends: 0, removals: 0 }]);
  });

  it('is not awaited while Telegram is being probed', async () => {
    await halfOpen();
    expect(gate.state).toEqual({ circuit: 'half_open', closedForMs: 0 });
    expect((await look()).nextTurnMs).toBeUndefined();
  });
});

describe('messages that cannot be in Telegram by their deadline', () => {
  it('are lost: a pause ends only when it is over', async () => {
    await pause(30);
    const over = aSend({ deadlineAt: clock.in(30_000) });
    const timely = aSend({ deadlineAt: clock.in(30_001) });
    const { lost, sends } = await look([over, timely]);
    expect(rows.rooms).toMatchObject([{ lostBefore: clock.in(30_000) }]);
    expect([lost, sends]).toEqual([[over], [timely]]);
  });

  it('are those alone whose deadline has passed, while all is well', async () => {
    const over = aSend({ deadlineAt: clock.now() });
    const { lost, sends } = await look([over, aSend()]);
    expect([lost, sends.length]).toEqual([[over], 1]);
  });
});

describe('a message whose chat has just got one', () => {
  it('is early, by as much as is left until the chat is free', async () => {
    const [first, second] = [aSend(), aSend()];
    await look([first]);
    pass(100);
    const again = aSend({ chatId: first.chatId });
    expect(await look([again, second])).toMatchObject({ sends: [second], early: [{ claim: again, ms: 1_000 }] });
  });

  it('waits for that long, without a step in its history', async () => {
    await claims.putOff({ claim: aSend({ attempts: 3 }), ms: 1_000 });
    expect(rows.settled).toEqual([{ kind: 'send_again', at: clock.in(1_000), attempts: 0 }]);
    expect(rows.released).toEqual([]);
  });

  it('stays interrupted if it was, since it may be out already', async () => {
    await claims.putOff({ claim: { ...aSend(), isInterrupted: true }, ms: 1_000 });
    expect(rows.released).toEqual([clock.in(1_000)]);
    expect(rows.settled).toEqual([]);
  });
});

describe('a bot', () => {
  it('is ours as long as its lease is, and another may have it once what is under way has ended', async () => {
    const finish = async () => undefined;
    claims.onHandOver(finish);
    expect([claims.leases, finishers]).toEqual([[leaseOf(1), leaseOf(2)], [finish]]);
    await claims.leave();
    expect(isHeld).toBe(false);
  });

  it('whose lease is no longer ours has nothing for us, and keeps its turns', async () => {
    isHeld = false;
    expect(await look([aSend()])).toEqual({ sends: [], lost: [], removals: [], early: [] });
    isHeld = true;
    expect(await turnsLeft()).toEqual({ sends: SENDS, unproven: UNPROVEN, removals: REMOVALS });
  });

  it('that is no longer in the settings has nothing for us', async () => {
    rows.due = [aSend()];
    expect(await claims.take(leaseOf(3), MANY)).toEqual({ sends: [], lost: [], removals: [], early: [] });
  });

  it('is repaired once in each holding of its lease', async () => {
    for (const fence of [1, 1, 2, 2]) await claims.take(leaseOf(1, fence), MANY);
    expect(recovered).toEqual([nameOf(leaseOf(1, 1)), nameOf(leaseOf(1, 2))]);
  });

  it('has nothing for us until it is repaired', async () => {
    isRecoverable = false;
    await expect(look([aSend()])).rejects.toMatchObject({ code: 'storage_unavailable' });
    expect(rows.rooms).toEqual([]);
    isRecoverable = true;
    expect((await look([aSend()])).sends).toHaveLength(1);
    expect(recovered).toHaveLength(2);
  });

  it('holds a row for longer than its delivery may take', async () => {
    await look();
    expect(rows.leaseEnds.getTime()).toBeGreaterThan(clock.in(DEADLINE_SECONDS * 1000).getTime());
  });
});

describe('the sends that end per second', () => {
  /** Three sends end within a second. */
  const endThree = (botId = 1) => {
    for (const ms of [0, 500, 500]) {
      pass(ms);
      claims.noteEnd(botId);
    }
  };

  it('are known where as many messages waited as there were turns', async () => {
    await look(times(SENDS, aSend));
    endThree();
    expect(claims.sendsPerSecond(1)).toBe(3);
  });

  it('are known where some of as many messages were early', async () => {
    await look([...times(SENDS - 1, aSend), aSend({ chatId: lastChat })]);
    endThree();
    expect(claims.sendsPerSecond(1)).toBe(3);
  });

  it('are unknown where fewer waited', async () => {
    await look(times(SENDS - 1, aSend));
    endThree();
    expect(claims.sendsPerSecond(1)).toBe(Infinity);
  });

  it('are unknown where there was no room to tell whether any waited', async () => {
    await look([], { sends: 0, removals: 0 });
    endThree();
    expect(claims.sendsPerSecond(1)).toBe(Infinity);
  });

  it('stay known where there was no room to tell', async () => {
    await look(times(SENDS, aSend));
    await look([], { sends: 0, removals: 0 });
    endThree();
    expect(claims.sendsPerSecond(1)).toBe(3);
  });

  it('are unknown as soon as messages wait for Telegram', async () => {
    await look(times(SENDS, aSend));
    endThree();
    await pause(30);
    await look();
    expect(claims.sendsPerSecond(1)).toBe(Infinity);
  });

  it('are as many as the deletions they wait for, as long as these hold them up', async () => {
    await look([], { ...MANY, hold: { ms: 4_000, perSecond: 24 } });
    expect([claims.heldMs(1), claims.sendsPerSecond(1)]).toEqual([4_000, 24]);
    await look();
    expect([claims.heldMs(1), claims.sendsPerSecond(1)]).toEqual([0, Infinity]);
  });

  it('are counted for each bot', async () => {
    await look(times(SENDS, aSend), { ...MANY, hold: { ms: 4_000, perSecond: 24 } });
    rows.due = times(SENDS, aSend);
    await claims.take(leaseOf(2), MANY);
    endThree(2);
    expect([claims.heldMs(2), claims.sendsPerSecond(2)]).toEqual([0, 3]);
    expect([claims.heldMs(1), claims.sendsPerSecond(1)]).toEqual([4_000, 24]);
  });
});
