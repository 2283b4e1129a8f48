import { Logger } from '@nestjs/common';
import { aSqliteDatabase } from '../../test/harness/sqlite.store';
import type { BotLifecycle } from '../telegram/bots/bot.lifecycle';
import type { Bots } from '../telegram/bots/telegram.bots';
import { BotOwner } from './bot.owner';
import { nameOf } from './lease';
import { SqliteLeaseRepository } from './store/lease.repository.sqlite';

const BOTS = [1, 2, 3, 4];

type Instance = Readonly<{ owner: BotOwner; told: string[]; gate: { closedForMs: number } }>;

let close: () => Promise<void>;
let leases: SqliteLeaseRepository;
/** The instances that run; one that is not among them sleeps or is dead. */
let running: Instance[];

function anInstance(botIds: readonly number[] = BOTS): Instance {
  const told: string[] = [];
  const lifecycle = {
    work: async (botId: number) => void told.push(`work ${botId}`),
    standBy: async (botId: number) => void told.push(`stand by ${botId}`),
    stop: async () => undefined,
  };
  const gate = { state: { circuit: 'closed' }, closedForMs: 0, isUnknown: false, onPause: () => undefined };
  const bots = { all: botIds.map((id) => ({ id, gate })), state: () => ({ state: 'up' }), get: () => ({ gate }) };
  const owner = new BotOwner(leases, bots as unknown as Bots, lifecycle as unknown as BotLifecycle);
  return { owner, told, gate };
}

async function start(...instances: Instance[]): Promise<void> {
  for (const instance of instances) {
    instance.owner.onApplicationBootstrap();
    running.push(instance);
  }
  await jest.advanceTimersByTimeAsync(0);
}

const kill = (dead: Instance): void => void (running = running.filter((instance) => instance !== dead));

/** Time passes, and every running instance looks once a second, each at its own moment; no bot ever has two holders. */
async function pass(seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    for (const { owner } of running) {
      owner.look();
      await jest.advanceTimersByTimeAsync(Math.floor(1_000 / running.length));
      const held = running.flatMap((instance) => instance.owner.held.map(({ botId }) => botId));
      expect(new Set(held).size).toBe(held.length);
    }
  }
}

const counts = (): number[] => running.map(({ owner }) => owner.held.length).toSorted();
const changes = (): number => running.flatMap(({ told }) => told.filter((word) => word.startsWith('work'))).length;
const heldBy = ({ owner }: Instance): number[] => owner.held.map(({ botId }) => botId).toSorted();

beforeEach(() => {
  jest.useFakeTimers();
  jest.spyOn(Logger.prototype, 'log').mockImplementation(() => undefined);
  const opened = aSqliteDatabase();
  close = opened.close;
  leases = new SqliteLeaseRepository(opened.database);
  running = [];
});

afterEach(async () => {
  jest.useRealTimers();
  jest.restoreAllMocks();
  await close();
});

describe('four bots', () => {
  it('are all one’s that is alone, at once', async () => {
    await start(anInstance());
    expect(counts()).toEqual([4]);
  });

  it('rebalance over three instances that start together, within seconds, and then stay', async () => {
    await start(anInstance(), anInstance(), anInstance());
    await pass(8);
    expect(counts()).toEqual([1, 1, 2]);
    const before = changes();
    await pass(300);
    expect([counts(), changes()]).toEqual([[1, 1, 2], before]);
  });

  it('of an instance that was alone go to those that come, one after the other, until each has its share', async () => {
    const first = anInstance();
    await start(first);
    await pass(20);
    await start(anInstance());
    await pass(8);
    expect(counts()).toEqual([2, 2]);
    await start(anInstance());
    await pass(8);
    expect(counts()).toEqual([1, 1, 2]);
    // A bot that is handed over was put on standby first.
    expect(first.told.filter((word) => word.startsWith('stand by')).slice(0, 2)).toEqual(['stand by 4', 'stand by 3']);
    await pass(300);
    // Each of the four was taken once, and three were handed over.
    expect(changes()).toBe(7);
  });

  it('of an instance that dies are shared among the others within 20 seconds', async () => {
    const [first, second, third] = [anInstance(), anInstance(), anInstance()];
    await start(first);
    await start(second, third);
    await pass(20);
    kill([first, second, third].find(({ owner }) => owner.held.length === 2)!);
    await pass(20);
    expect(counts()).toEqual([2, 2]);
    const before = changes();
    await pass(300);
    expect([counts(), changes()]).toEqual([[2, 2], before]);
  });

  it('of an instance that leaves are shared at once, and none is given to one that is about to', async () => {
    const [first, second, third] = [anInstance(), anInstance(), anInstance()];
    await start(first, second, third);
    await pass(10);
    const leaving = [first, second, third].find(({ owner }) => owner.held.length === 1)!;
    leaving.owner.onModuleDestroy();
    await pass(3);
    expect(leaving.owner.held).toHaveLength(1);
    await leaving.owner.leave();
    kill(leaving);
    await pass(5);
    expect(counts()).toEqual([2, 2]);
  });

  it('come back to one that slept', async () => {
    const [first, second] = [anInstance(), anInstance()];
    await start(first, second);
    await pass(10);
    kill(second);
    await pass(60);
    expect([counts(), second.owner.held]).toEqual([[4], []]);
    running.push(second);
    await pass(10);
    expect(counts()).toEqual([2, 2]);
  });
});

describe('a bot that is handed over', () => {
  it('is its holder’s until what is under way has ended, and takes nothing new', async () => {
    const first = anInstance();
    await start(first);
    const lease = first.owner.held.at(-1)!;
    const end: (() => void)[] = [];
    first.owner.onHandOver(() => new Promise<void>((resolve) => end.push(resolve)));
    const second = anInstance();
    await start(second);
    await pass(4);
    expect([heldBy(first), heldBy(second)]).toEqual([[1, 2, 3], []]);
    expect(first.owner.isHeld(4, nameOf(lease))).toBe(true);
    end.shift()!();
    await pass(2);
    expect(heldBy(second)).toEqual([4]);
    expect(first.owner.isHeld(4, nameOf(lease))).toBe(false);
  });

  it('stays where its calls do not end, and another is handed over', async () => {
    const first = anInstance();
    await start(first);
    first.owner.onHandOver((botId) => (botId === 4 ? new Promise(() => undefined) : Promise.resolve()));
    const second = anInstance();
    await start(second);
    await pass(30);
    expect([heldBy(first), heldBy(second)]).toEqual([
      [1, 4],
      [2, 3],
    ]);
    expect(first.told.filter((word) => word.endsWith(' 4'))).toEqual(['work 4', 'stand by 4', 'work 4']);
  });

  it('is taken back where no other instance knows it, and not offered again and again', async () => {
    const first = anInstance([1, 2, 3, 4]);
    await start(first);
    await start(anInstance([1, 2]));
    await pass(240);
    expect(first.told.filter((word) => word === 'stand by 4').length).toBeLessThanOrEqual(1);
    expect(first.told.filter((word) => word === 'stand by 3').length).toBeLessThanOrEqual(1);
    expect(counts()).toEqual([2, 2]);
  });
});

describe('what becomes of a bot’s messages', () => {
  it('is known to every instance, not only to the one that sends them', async () => {
    const [first, second] = [anInstance([1]), anInstance([1])];
    await start(first);
    await start(second);
    await pass(2);
    expect(second.owner.conditionOf(1)).toEqual({ isWell: true, closedForMs: 0 });
    first.gate.closedForMs = 3_600_000;
    await pass(3);
    expect(second.owner.conditionOf(1)).toMatchObject({ closedForMs: 3_600_000 });
    first.gate.closedForMs = 0;
    await pass(3);
    expect(second.owner.conditionOf(1)).toMatchObject({ closedForMs: 0 });
  });
});
