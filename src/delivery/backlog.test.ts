import { clock } from '../clock';
import { aDelivery } from './delivery.fixture';
import { DeliveryRoom } from '../../test/harness/delivery.room';

/** A deadline of 10 s, 4.5 of them for waiting, at 2 messages a second: nine can be delivered. */
const SETTINGS = { TELEGRAM_MESSAGES_PER_SECOND: '2', DELIVERY_DEADLINE_SECONDS: '10' };
const BOT_ID = 4242;
const RECOUNT_MS = 500;

let room: DeliveryRoom;
let now = Date.UTC(2026, 0, 1);

/** Time passes when a test says so. */
const moment = () => now;
clock.goBy({ wall: moment, monotonic: moment, uptime: moment });
const pass = (ms: number) => (now += ms);

afterEach(() => room.close());

const ask = () => room.outbox.assertRoom(BOT_ID);
const waiting = (count: number) => Promise.all(Array.from({ length: count }, () => room.request(clock.now())));

describe('the outbox', () => {
  beforeEach(async () => {
    room = await DeliveryRoom.open(SETTINGS);
  });

  it('takes as many messages as can be delivered in time, and says when to come again', async () => {
    await waiting(9);
    await expect(ask()).resolves.toBeUndefined();
    await waiting(3);
    await expect(ask()).rejects.toMatchObject({ code: 'overloaded', details: { retryAfterSeconds: 2 } });
  });

  it('says to come again when everything that waits now will be out or given up, at the latest', async () => {
    await waiting(1_000);
    await expect(ask()).rejects.toMatchObject({ code: 'overloaded', details: { retryAfterSeconds: 6 } });
  });

  it('sees what others have put in', async () => {
    for (let row = 0; row < 25; row++) await room.rows.insert(aDelivery({ id: `row ${row}` }));
    // The first request only triggers a count, in the background.
    await ask();
    await expect(async () => {
      for (;;) {
        await ask();
        await new Promise(setImmediate);
      }
    }).rejects.toMatchObject({ code: 'overloaded' });
  });

  it('counts what is put in while the store counts', async () => {
    let answer: (pending: Awaited<ReturnType<typeof room.rows.countPending>>) => void = () => undefined;
    const counted = new Promise<Awaited<ReturnType<typeof room.rows.countPending>>>((resolve) => (answer = resolve));
    jest.spyOn(room.rows, 'countPending').mockReturnValueOnce(counted);
    await waiting(2);
    room.backlog.outlook(BOT_ID);
    await waiting(3);
    answer([{ botId: BOT_ID, deliveries: 2, unproven: 0, deletions: 0, overdue: 0 }]);
    await new Promise(setImmediate);
    expect(room.backlog.outlook(BOT_ID)).toMatchObject({ waitMs: 2_500 });
  });

  it('leaves a bot that has no token here to those that have it', async () => {
    await expect(room.outbox.assertRoom(1)).resolves.toBeUndefined();
  });

  it('has room again as soon as messages are out, and counts no more often than it must', async () => {
    const count = jest.spyOn(room.rows, 'countPending');
    await waiting(25);
    await expect(ask()).rejects.toMatchObject({ code: 'overloaded' });
    for (let time = 0; time < 50; time++) await ask().catch(() => undefined);
    expect(count).toHaveBeenCalledTimes(1);
    for (let sent = 0; sent < 25; sent++) await room.courier.deliver(await room.claim(clock.now()));
    pass(RECOUNT_MS);
    await expect(ask()).resolves.toBeUndefined();
    expect(count).toHaveBeenCalledTimes(2);
  });

  it('counts a pause that Telegram asked for', async () => {
    room.gate.call('sendPhoto', { chat_id: 1 }).catch(() => undefined);
    await new Promise(setImmediate);
    expect(room.gate.closedForMs).toBeGreaterThan(59_000);
    await expect(ask()).rejects.toMatchObject({ code: 'overloaded', details: { retryAfterSeconds: 56 } });
  });
});

describe('a machine or a Telegram that is slower than the pace', () => {
  /** 50 a second would deliver 225 in time. */
  const FAST = { ...SETTINGS, TELEGRAM_MESSAGES_PER_SECOND: '50' };
  const LOOK_MS = 500;

  beforeEach(async () => {
    room = await DeliveryRoom.open(FAST);
    room.worker.onApplicationBootstrap();
  });

  afterEach(() => room.worker.beforeApplicationShutdown());

  const turn = () => new Promise(setImmediate);

  /** A process so busy that it looks twice a second; waits until all that it began has ended. */
  async function lookFor(seconds: number): Promise<void> {
    for (let look = 0; look < (seconds * 1000) / LOOK_MS; look++) {
      pass(LOOK_MS);
      const claim = jest.spyOn(room.rows, 'claimDue');
      room.worker.wake();
      while (claim.mock.results.length === 0) await turn();
      const claims = await claim.mock.results[0]!.value;
      claim.mockRestore();
      for (const { id } of claims) while ((await room.row(id)).state === 'sending') await turn();
    }
  }

  it('takes no more messages than are really delivered in time', async () => {
    await waiting(100);
    await expect(ask()).resolves.toBeUndefined();
    await lookFor(4);
    const sent = room.telegram.sent.length;
    expect(sent).toBeLessThan(40);
    pass(RECOUNT_MS);
    await expect(ask()).rejects.toMatchObject({ code: 'overloaded' });
  });

  it('says when to come again by what is really delivered, too', async () => {
    await waiting(80);
    await lookFor(4);
    const left = 80 - room.telegram.sent.length;
    const waitMs = (left / room.telegram.sent.length) * 4_000;
    const details = { retryAfterSeconds: expect.closeTo((waitMs - 4_500) / 1000, -0.5) };
    await expect(ask()).rejects.toMatchObject({ code: 'overloaded', details });
  });

  it('has all its room again when nothing waits any more', async () => {
    await waiting(80);
    await lookFor(4);
    await expect(ask()).rejects.toMatchObject({ code: 'overloaded' });
    while ((await room.pending()).deliveries > 0) await lookFor(1);
    await lookFor(1);
    await waiting(200);
    await expect(ask()).resolves.toBeUndefined();
    expect(room.backlog.outlook(BOT_ID)).toEqual({ isTimely: true, waitMs: 4_000 });
  });
});

describe('what a message of a bot has to expect', () => {
  beforeEach(async () => {
    room = await DeliveryRoom.open(SETTINGS);
  });

  it('grows with what waits, until it would come too late', async () => {
    expect(room.backlog.outlook(BOT_ID)).toEqual({ isTimely: true, waitMs: 0 });
    await waiting(3);
    expect(room.backlog.outlook(BOT_ID)).toEqual({ isTimely: true, waitMs: 1_500 });
    await waiting(14);
    expect(room.backlog.outlook(BOT_ID)).toMatchObject({ isTimely: false });
  });

  it('is twice the wait where secrets come by an edit, which Telegram counts as a message', async () => {
    await room.close();
    room = await DeliveryRoom.open({ ...SETTINGS, TELEGRAM_SEND_MODE: 'reveal' });
    await waiting(3);
    expect(room.backlog.outlook(BOT_ID)).toEqual({ isTimely: true, waitMs: 3_000 });
  });

  it('is nothing good from a bot that does not work, wherever that was noticed, or has no token', () => {
    room.owner.condition = { isWell: false, closedForMs: 0 };
    expect(room.backlog.outlook(BOT_ID)).toEqual({ isTimely: false, waitMs: 0 });
    room.owner.condition = { isWell: true, closedForMs: 3_600_000 };
    expect(room.backlog.outlook(BOT_ID)).toEqual({ isTimely: false, waitMs: 3_600_000 });
    expect(room.backlog.outlook(1)).toMatchObject({ isTimely: false });
  });
});
