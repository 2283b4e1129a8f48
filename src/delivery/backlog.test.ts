import { aDelivery } from './delivery.factory';
import { DeliveryRoom } from './delivery.room.factory';

/** 10 s of time, 4.5 of them for waiting, at 2 messages a second: nine can be delivered. */
const SETTINGS = { TELEGRAM_MESSAGES_PER_SECOND: '2', DELIVERY_DEADLINE_SECONDS: '10' };
const BOT_ID = 4242;

let room: DeliveryRoom;

beforeEach(async () => {
  room = await DeliveryRoom.open(SETTINGS);
});

afterEach(() => room.close());

const ask = () => room.outbox.assertRoom(BOT_ID);
const waiting = (count: number) => Promise.all(Array.from({ length: count }, () => room.request()));

describe('the outbox', () => {
  it('takes as many messages as can be delivered in time, and says when to come again', async () => {
    await waiting(9);
    await expect(ask()).resolves.toBeUndefined();
    await waiting(3);
    await expect(ask()).rejects.toMatchObject({ code: 'overloaded', details: { retryAfterSeconds: 2 } });
  });

  it('sees what others have put in', async () => {
    for (let row = 0; row < 25; row++) await room.rows.insert(aDelivery({ id: `row ${row}` }));
    // The first look finds out, beside the request that made it.
    await ask();
    await expect(async () => {
      for (;;) {
        await ask();
        await new Promise(setImmediate);
      }
    }).rejects.toMatchObject({ code: 'overloaded' });
  });

  it('has room again as soon as messages are out, and counts no more often than it must', async () => {
    const count = jest.spyOn(room.rows, 'countPending');
    await waiting(25);
    await expect(ask()).rejects.toMatchObject({ code: 'overloaded' });
    for (let time = 0; time < 50; time++) await ask().catch(() => undefined);
    expect(count.mock.calls.length).toBeLessThan(10);
    for (let sent = 0; sent < 25; sent++) await room.courier.deliver(await room.claim());
    for (let isFull = true; isFull; await new Promise(setImmediate))
      isFull = await ask().then(
        () => false,
        () => true,
      );
  });

  it('counts a pause that Telegram asked for', async () => {
    room.gate.call('sendPhoto', { chat_id: 1 }).catch(() => undefined);
    await new Promise(setImmediate);
    expect(room.gate.closedForMs).toBeGreaterThan(59_000);
    await expect(ask()).rejects.toMatchObject({ code: 'overloaded', details: { retryAfterSeconds: 56 } });
  });
});

describe('what a message of a bot has to expect', () => {
  it('grows with what waits, until it would come too late', async () => {
    expect(room.backlog.outlook(BOT_ID)).toEqual({ isTimely: true, waitMs: 0 });
    await waiting(3);
    expect(room.backlog.outlook(BOT_ID)).toEqual({ isTimely: true, waitMs: 1_500 });
    await waiting(14);
    expect(room.backlog.outlook(BOT_ID)).toMatchObject({ isTimely: false });
  });

  it('is nothing good from a bot that does not work, wherever that was noticed, or has no token', () => {
    room.owner.condition = { isWell: false, closedForMs: 0 };
    expect(room.backlog.outlook(BOT_ID)).toEqual({ isTimely: false, waitMs: 0 });
    room.owner.condition = { isWell: true, closedForMs: 3_600_000 };
    expect(room.backlog.outlook(BOT_ID)).toEqual({ isTimely: false, waitMs: 3_600_000 });
    expect(room.backlog.outlook(1)).toMatchObject({ isTimely: false });
  });
});
