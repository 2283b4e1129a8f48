import type { OverstayAlarm } from '../delivery/worker/alarm';
import type { Pictures } from '../delivery/message/pictures';
import type { BotOwner } from '../lease/bot.owner';
import type { Database } from '../persistence/database';
import type { ClockCheck } from '../retention/clock.check';
import type { Gates } from '../telegram/gate/bot.gate';
import type { BotState, Bots } from '../telegram/bots/telegram.bots';
import { HealthService } from './health.service';

const since = new Date('2030-05-17T12:00:00.000Z');

function aHealth({
  isStorageUp = true,
  areDrawn = true,
  states = ['up'] as BotState[],
  circuit = 'closed',
  overstaying = 0,
  stranded = 0,
  pausedForMs = 1,
  isOurs = true,
  doubt = undefined as string | undefined,
} = {}): HealthService {
  const database = { probe: () => (isStorageUp ? Promise.resolve() : Promise.reject(new Error('full'))) };
  const bots = {
    all: states.map((_, id) => ({ id })),
    state: (id: number) => ({ state: states[id], since }),
    username: () => undefined,
  };
  const gates = { get: () => ({ state: { circuit } }) };
  const owner = {
    instance: 'this-one',
    holderOf: () => 'that-one',
    worksFor: () => isOurs,
    conditionOf: () => ({ isWell: true, closedForMs: pausedForMs }),
  };
  return new HealthService(
    database as Database,
    bots as unknown as Bots,
    { areDrawn } as Pictures,
    owner as unknown as BotOwner,
    gates as unknown as Gates,
    { count: async () => ({ overdue: overstaying, stranded }) } as OverstayAlarm,
    { doubt } as ClockCheck,
  );
}

const others: BotState[] = ['starting', 'unreachable', 'unauthorized', 'conflict'];

describe('health', () => {
  it('is ok when everything works', async () => {
    expect(await aHealth().examine()).toEqual({
      status: 'ok',
      storage: 'up',
      pictures: 'ok',
      clock: 'ok',
      overstaying: 0,
      stranded: 0,
      instance: 'this-one',
      bots: [
        {
          username: null,
          state: 'up',
          since: since.toISOString(),
          error: null,
          held_by: 'that-one',
          circuit: 'closed',
          held_back_seconds: 1,
        },
      ],
    });
  });

  it('is ok while another instance works for the bot', async () => {
    expect(await aHealth({ states: ['standby'] }).examine()).toMatchObject({ status: 'ok' });
  });

  it.each(others)('is degraded, and still ready, while a bot is %s', async (state) => {
    const health = aHealth({ states: ['up', state] });
    expect(await health.examine()).toMatchObject({ status: 'degraded', storage: 'up' });
    expect(await health.isReady()).toBe(true);
  });

  it.each([
    ['Telegram does not answer', { circuit: 'open' }],
    ['a message overstays by a minute', { overstaying: 1 }],
    ['a message belongs to a bot without a token', { stranded: 1 }],
    ['the clock is in doubt', { doubt: 'it is ahead' }],
    ['Telegram asked for a long pause', { pausedForMs: 61_000 }],
  ])('is degraded, and still ready, while %s', async (_, what) => {
    const health = aHealth(what);
    expect(await health.examine()).toMatchObject({ status: 'degraded', storage: 'up' });
    expect(await health.isReady()).toBe(true);
  });

  it('is not kept degraded by the circuit of a bot that another instance has by now', async () => {
    expect(await aHealth({ circuit: 'open', isOurs: false }).examine()).toMatchObject({ status: 'ok' });
  });

  it('is degraded, and still ready, while messages go as text', async () => {
    const health = aHealth({ areDrawn: false });
    expect(await health.examine()).toMatchObject({ status: 'degraded', pictures: 'text_only' });
    expect(await health.isReady()).toBe(true);
  });

  it('is unavailable when nothing can be stored, whatever else works', async () => {
    const health = aHealth({ isStorageUp: false });
    expect(await health.examine()).toMatchObject({ status: 'unavailable', storage: 'down' });
    expect(await health.isReady()).toBe(false);
  });

  it('is unavailable from the first moment of a stop', async () => {
    const health = aHealth();
    health.onModuleDestroy();
    expect(await health.isReady()).toBe(false);
    expect(await health.examine()).toMatchObject({ status: 'unavailable', storage: 'up' });
  });
});
