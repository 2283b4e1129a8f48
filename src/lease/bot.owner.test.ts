import { Logger } from '@nestjs/common';
import { AppError } from '../errors';
import { aSqliteDatabase } from '../../test/harness/sqlite.store';
import type { BotLifecycle } from '../telegram/bots/bot.lifecycle';
import type { Pause } from '../telegram/gate/bot.gate';
import type { Bots } from '../telegram/bots/telegram.bots';
import { BotOwner } from './bot.owner';
import { nameOf, type Lease, type Survey } from './lease';
import type { Terms } from './store/lease.repository';
import { SqliteLeaseRepository } from './store/lease.repository.sqlite';

/** The store of leases that all instances share, and that can be away. */
class SharedLeases extends SqliteLeaseRepository {
  isAway = false;
  taken = 0;

  override async take(botId: number, holder: string, leaseSeconds: number): Promise<Lease> {
    if (this.isAway) throw new AppError('storage_unavailable');
    this.taken++;
    return super.take(botId, holder, leaseSeconds);
  }

  override async survey(terms: Terms): Promise<Survey> {
    if (this.isAway) throw new AppError('storage_unavailable');
    return super.survey(terms);
  }
}

const BOT = 4242;
const OTHER_BOT = 4243;

let close: () => Promise<void>;
let leases: SharedLeases;
let lines: string[];

/** An instance, and what its lifecycle was told, latest first. */
function anInstance(botIds = [BOT]) {
  const told: string[] = [];
  const lifecycle = {
    work: async (botId: number) => void told.unshift(`work ${botId}`),
    standBy: async (botId: number) => void told.unshift(`stand by ${botId}`),
    stop: async () => void told.unshift('stop'),
  };
  let tellOfPause: (pause: Pause) => void = () => undefined;
  const gate = {
    ...{ state: { circuit: 'closed', closedForMs: 0 }, closedForMs: 0, isUnknown: false },
    onPause: (tell: typeof tellOfPause) => (tellOfPause = tell),
    resume: ({ endsAt }: Pause) => told.unshift(`pause until ${endsAt.toISOString()}`),
  };
  const bots = { all: botIds.map((id) => ({ id, gate })), state: () => ({ state: 'up' }), get: () => ({ gate }) };
  const owner = new BotOwner(leases, bots as unknown as Bots, lifecycle as unknown as BotLifecycle);
  return { owner, told, askForPause: (pause: Pause) => tellOfPause(pause) };
}

/** Time passes, and every instance that runs looks once a second. */
async function pass(seconds: number, ...running: readonly BotOwner[]): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    await jest.advanceTimersByTimeAsync(1_000);
    for (const owner of running) owner.look();
    await jest.advanceTimersByTimeAsync(0);
  }
}

async function start(owner: BotOwner): Promise<void> {
  owner.onApplicationBootstrap();
  await jest.advanceTimersByTimeAsync(0);
}

beforeEach(() => {
  jest.useFakeTimers();
  const opened = aSqliteDatabase();
  close = opened.close;
  leases = new SharedLeases(opened.database);
  lines = [];
  jest.spyOn(Logger.prototype, 'log').mockImplementation((line: unknown) => void lines.push(String(line)));
});

afterEach(async () => {
  jest.useRealTimers();
  jest.restoreAllMocks();
  await close();
});

describe('the bots of an instance', () => {
  it('are its own when it is alone, for as long as it lives, by one write every five seconds', async () => {
    const { owner, told } = anInstance();
    owner.look();
    expect(owner.held).toEqual([]);
    await start(owner);
    const [lease] = owner.held;
    await pass(100, owner);
    expect(owner.held).toEqual([lease]);
    expect([told, leases.taken]).toEqual([['work 4242'], 21]);
    expect(owner.holderOf(BOT)).toBe(owner.instance);
    expect(lines).toHaveLength(1);
  });

  it('stand by while another instance has them, whose name is known', async () => {
    const [first, second] = [anInstance(), anInstance()];
    await start(first.owner);
    await start(second.owner);
    await pass(60, first.owner, second.owner);
    expect([first.told, second.told]).toEqual([['work 4242'], ['stand by 4242']]);
    expect(second.owner.held).toEqual([]);
    expect(second.owner.holderOf(BOT)).toBe(first.owner.instance);
    expect(lines.at(-1)).toContain(`stands by, instance ${first.owner.instance} works for it`);
    expect(lines).toHaveLength(2);
  });

  it('pass to another within 20 seconds when it dies', async () => {
    const [first, second] = [anInstance(), anInstance()];
    await start(first.owner);
    await start(second.owner);
    await pass(20, second.owner);
    expect(second.told[0]).toBe('work 4242');
    expect(second.owner.held).toMatchObject([{ fence: 2 }]);
  });

  it('pass to another together with the pause that Telegram asked for, which that one knows first (networks 22)', async () => {
    const [first, second] = [anInstance(), anInstance()];
    await start(first.owner);
    await start(second.owner);
    jest.useRealTimers();
    const write = jest.spyOn(leases, 'keepPause');
    first.askForPause({ askedAt: new Date('2030-05-17T12:00:00Z'), endsAt: new Date('2030-05-17T12:05:00Z') });
    await write.mock.results[0]!.value;
    jest.useFakeTimers();
    await pass(20, second.owner);
    expect(second.told.slice(0, 2)).toEqual(['work 4242', 'pause until 2030-05-17T12:05:00.000Z']);
    expect(first.told).toEqual(['work 4242']);
  });

  it('are let go by its own clock before another instance can have them', async () => {
    const [first, second] = [anInstance(), anInstance()];
    await start(first.owner);
    await start(second.owner);
    const name = nameOf(first.owner.held[0]!);
    expect(first.owner.isHeld(BOT, name)).toBe(true);
    for (let moment = 0; moment < 20; moment++) {
      await pass(1, second.owner);
      expect(first.owner.held.length + second.owner.held.length).toBeLessThanOrEqual(1);
    }
    expect(first.owner.isHeld(BOT, name)).toBe(false);
  });

  it('are not taken back by one that slept: it stands by when it wakes', async () => {
    const [first, second] = [anInstance(), anInstance()];
    await start(first.owner);
    await start(second.owner);
    await pass(60, second.owner);
    await pass(1, first.owner, second.owner);
    expect(first.told).toEqual(['stand by 4242', 'work 4242']);
    expect(second.told).toEqual(['work 4242', 'stand by 4242']);
  });

  it('go on where storage was away for a moment, and stand by where it was away for longer', async () => {
    const { owner, told } = anInstance();
    await start(owner);
    leases.isAway = true;
    await pass(8, owner);
    leases.isAway = false;
    await pass(1, owner);
    expect(told).toEqual(['work 4242']);
    leases.isAway = true;
    await pass(30, owner);
    expect([told[0], owner.held, owner.holderOf(BOT)]).toEqual(['stand by 4242', [], undefined]);
    expect(lines.at(-1)).toContain('storage is away');
    leases.isAway = false;
    await pass(1, owner);
    expect([told[0], owner.held.length]).toEqual(['work 4242', 1]);
  });

  it('are another’s within two seconds after a clean stop, in which it renews nothing', async () => {
    const [first, second] = [anInstance(), anInstance()];
    await start(first.owner);
    await start(second.owner);
    await first.owner.leave();
    await pass(2, first.owner, second.owner);
    expect([first.told[0], second.told[0]]).toEqual(['stop', 'work 4242']);
    expect(first.owner.held).toEqual([]);
  });

  it('are not taken back by a renewal that was under way when it stopped', async () => {
    const [first, second] = [anInstance(), anInstance()];
    await start(first.owner);
    await start(second.owner);
    const take = leases.take.bind(leases);
    let answer: () => void = () => undefined;
    jest.spyOn(leases, 'take').mockImplementationOnce(async (...args) => {
      await new Promise<void>((resolve) => (answer = resolve));
      return take(...args);
    });
    await pass(5, first.owner);
    const left = first.owner.leave();
    await jest.advanceTimersByTimeAsync(0);
    answer();
    await left;
    await pass(2, first.owner, second.owner);
    expect([first.owner.held, second.told[0]]).toEqual([[], 'work 4242']);
  });

  it('are kept where the store swallows a question: it is asked again', async () => {
    const { owner, told } = anInstance();
    await start(owner);
    jest.spyOn(leases, 'take').mockImplementationOnce(() => new Promise(() => undefined));
    await pass(60, owner);
    expect([told, owner.held.length]).toEqual([['work 4242'], 1]);
  });

  it('are let go after the machine slept, which its monotonic clock does not know', async () => {
    const { owner } = anInstance();
    await start(owner);
    jest.setSystemTime(Date.now() + 60_000);
    expect(owner.held).toEqual([]);
  });

  it('are started again where a lease seemed over for a moment, since they were stopped for that', async () => {
    const { owner, told } = anInstance();
    await start(owner);
    const lease = owner.held[0]!;
    const trueTime = Date.now();
    jest.setSystemTime(trueTime + 3_600_000);
    expect(owner.isHeld(BOT, nameOf(lease))).toBe(false);
    jest.setSystemTime(trueTime);
    expect(owner.held).toEqual([]);
    await pass(1, owner);
    expect([owner.held, told]).toEqual([[lease], ['work 4242', 'work 4242']]);
  });

  it('have a lease each, under names that no two holdings share', async () => {
    const { owner, told } = anInstance([BOT, OTHER_BOT]);
    await start(owner);
    const [one, other] = owner.held;
    expect(told).toEqual(['work 4243', 'work 4242']);
    expect([owner.isHeld(BOT, nameOf(one!)), owner.isHeld(OTHER_BOT, nameOf(other!))]).toEqual([true, true]);
    expect(new Set([nameOf(one!), nameOf(other!), nameOf({ ...one!, fence: 2 })]).size).toBe(3);
  });
});
