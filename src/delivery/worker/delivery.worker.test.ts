import { clock } from '../../clock';
import { AppError } from '../../errors';
import { skippedTime } from '../../../test/harness/skipped.time';
import { until as waitUntil } from '../../../test/harness/until';
import { aDelivery, aSentDelivery } from '../delivery.fixture';
import { DeliveryRoom } from '../../../test/harness/delivery.room';

const LOOK_EVERY_MS = 250;
/** More than the worker sends at once. */
const MANY = 120;

/** The worker's pauses are skipped, except the time that a stop gives to what is under way. */
jest.mock('node:timers/promises', () => {
  const actual = jest.requireActual<typeof import('node:timers/promises')>('node:timers/promises');
  const skipped = jest.requireActual<typeof import('../../../test/harness/skipped.time')>(
    '../../../test/harness/skipped.time',
  ).skippedTime;
  const pause = (ms: number, value: undefined, options: object) =>
    ms < 8_000 ? skipped.pause(ms) : actual.setTimeout(ms, value, options);
  return { ...actual, setTimeout: pause };
});

let room: DeliveryRoom;

beforeEach(async () => {
  skippedTime.standStill();
  room = await DeliveryRoom.open();
});

afterEach(async () => {
  await room.worker.beforeApplicationShutdown();
  await room.close();
});

/** Waits for a condition, looking for due rows meanwhile as the interval would. */
const until = (isSo: () => boolean | Promise<boolean>, what: string) =>
  waitUntil(async () => (await isSo()) || void room.worker.wake(), what);

/** A row that was given back is due again after a while. */
const later = (): false => {
  skippedTime.pass(LOOK_EVERY_MS);
  return false;
};

const isSent = async (id: string) => (await room.verifications.get(id)).status === 'sent';

describe('the worker', () => {
  it('does nothing before the app has started, and then what waits', async () => {
    const { id } = await room.request();
    room.worker.wake();
    expect((await room.verifications.get(id)).status).toBe('sending');
    room.worker.onApplicationBootstrap();
    await until(() => isSent(id), 'the message to be sent');
  });

  it('sends a message as soon as it is put in, without waiting for the next look', async () => {
    room.worker.onApplicationBootstrap();
    const sent = new Promise((resolve) => {
      const send = room.telegram.send.bind(room.telegram);
      jest.spyOn(room.telegram, 'send').mockImplementation((to, message, terms) => {
        resolve(to.chatId);
        return send(to, message, terms);
      });
    });
    const { chatId } = await room.request();
    expect(await sent).toBe(chatId);
  });

  it('sends each of many messages once', async () => {
    room.worker.onApplicationBootstrap();
    const requests = await Promise.all(Array.from({ length: MANY }, () => room.request()));
    await until(async () => (await room.pending()).deliveries === 0, 'all of them to be sent');
    const chats = room.telegram.sent.map(({ to }) => to.chatId).sort();
    expect(chats).toEqual(requests.map(({ chatId }) => chatId).sort());
  });

  it('deletes a message that is no longer wanted at once', async () => {
    room.worker.onApplicationBootstrap();
    const { id, deliveryId } = await room.request();
    await until(() => isSent(id), 'the message to be sent');
    await room.outbox.retire(deliveryId, clock.now());
    await until(async () => (await room.row(deliveryId)).state === 'deleted', 'the deletion to be written down');
    expect(room.telegram.removed).toMatchObject([{ messageId: 1 }]);
  });

  it('deletes what fell due while no worker ran', async () => {
    await room.rows.insert(aSentDelivery({ id: 'old', dueAt: new Date(0), deleteAt: new Date(0) }));
    room.worker.onApplicationBootstrap();
    await until(async () => (await room.row('old')).state === 'deleted', 'the deletion of what was due');
    expect(room.telegram.sent).toEqual([]);
  });

  it('goes on when the store comes back', async () => {
    const claim = jest.spyOn(room.rows, 'claimDue').mockRejectedValue(new Error('down'));
    room.worker.onApplicationBootstrap();
    const { id } = await room.request();
    await until(() => claim.mock.calls.length > 2, 'looks in vain');
    claim.mockRestore();
    await until(() => isSent(id), 'the message to be sent');
  });

  it('gives a row back when the store fails in the middle, and goes on when it is back', async () => {
    room.telegram.nextSends({ kind: 'not_sent', error: 'ECONNREFUSED', tries: 1 });
    jest.spyOn(room.rows, 'settle').mockRejectedValueOnce(new AppError('storage_unavailable'));
    jest.spyOn(room.rows, 'release').mockRejectedValueOnce(new AppError('storage_unavailable'));
    room.worker.onApplicationBootstrap();
    const { id } = await room.request();
    await until(async () => (await isSent(id)) || later(), 'the message to be sent');
    expect((await room.verifications.get(id)).generation).toBe(2);
  });

  it('deletes on time however many sends hang', async () => {
    room.worker.onApplicationBootstrap();
    const hanging = new Promise<never>(() => undefined);
    const { id } = await room.request();
    await until(() => isSent(id), 'the message to be sent');
    const send = jest.spyOn(room.telegram, 'send').mockReturnValue(hanging);
    await Promise.all(Array.from({ length: MANY }, () => room.request()));
    await until(() => send.mock.calls.length > 90, 'sends that hang');
    await room.outbox.retire((await room.verifications.get(id)).deliveryId, clock.now());
    await until(() => room.telegram.removed.length === 1, 'the message to be deleted');
    jest.spyOn(room.worker, 'beforeApplicationShutdown').mockResolvedValue();
  });

  it('deletes on time what it cannot claim, since nothing can be written, and writes it down later', async () => {
    room.worker.onApplicationBootstrap();
    const { id, deliveryId } = await room.request();
    await until(() => isSent(id), 'the message to be sent');
    const full = jest.spyOn(room.rows, 'claimDue').mockRejectedValue(new AppError('storage_unavailable'));
    await room.rows.retire(deliveryId, clock.now());
    await until(() => room.telegram.removed.length === 1, 'the message to be deleted');
    await until(() => full.mock.calls.length > 3, 'looks in vain');
    expect(room.telegram.removed).toHaveLength(1);
    skippedTime.pass(61_000);
    expect(await room.alarm.count()).toMatchObject({ overdue: 0 });
    full.mockRestore();
    await until(async () => (await room.row(deliveryId)).state === 'deleted', 'the deletion to be written down');
  });

  it('sends one message a second into a chat, and others before it', async () => {
    const [first, second, other] = [await room.request(), await room.request(), await room.request()];
    await room.rows.insert({ ...aDelivery({ id: 'same-chat' }), chatId: first.chatId!, verificationId: second.id });
    const work = await room.claims.take(room.owner.lease, { sends: 9, removals: 9 });
    expect(work.sends.map(({ id }) => id).toSorted()).toEqual(
      [first, second, other].map(({ deliveryId }) => deliveryId).toSorted(),
    );
    for (const early of work.early) await room.claims.putOff(early);
    const waits = await room.row('same-chat');
    expect(waits).toMatchObject({ state: 'queued', attempts: 0 });
    expect(waits.dueAt!.getTime()).toBeGreaterThan(clock.now().getTime());
  });

  it('gives back what it could not put off, and the others of its batch go', async () => {
    const [first, second] = [await room.request(), await room.request()];
    await room.rows.insert({ ...aDelivery({ id: 'same-chat' }), chatId: first.chatId!, verificationId: second.id });
    jest.spyOn(room.claims, 'putOff').mockRejectedValueOnce(new AppError('storage_unavailable'));
    room.worker.onApplicationBootstrap();
    await until(async () => (await isSent(first.id)) && (await isSent(second.id)), 'the others to be sent');
    await until(async () => (await room.row('same-chat')).holder === undefined, 'the row to be given back');
  });

  it('is not stopped by one message that cannot be composed', async () => {
    const broken = await room.request();
    jest.spyOn(room.verifications, 'find').mockRejectedValueOnce(new Error('a bug'));
    room.worker.onApplicationBootstrap();
    await until(() => jest.mocked(room.verifications.find).mock.calls.length > 0, 'the first message to be taken');
    const { id } = await room.request();
    await until(() => isSent(id), 'the message to be sent');
    expect((await room.row(broken.deliveryId)).state).not.toBe('failed');
  });

  it('waits, when it is stopped, for what is under way, and starts nothing more', async () => {
    let arrive: () => void = () => undefined;
    const isThere = new Promise<void>((resolve) => (arrive = resolve));
    let answer: () => void = () => undefined;
    jest.spyOn(room.telegram, 'send').mockImplementation(async () => {
      arrive();
      await new Promise<void>((resolve) => (answer = resolve));
      return { kind: 'sent', messageId: 9, tries: 1 };
    });
    const looks = jest.spyOn(room.claims, 'take');
    room.worker.onApplicationBootstrap();
    const { id } = await room.request();
    await isThere;
    const stopped = room.worker.beforeApplicationShutdown();
    // A look that had begun may still bring claims.
    await Promise.all(looks.mock.results.map(({ value }) => value as Promise<unknown>));
    const late = await room.request();
    answer();
    await stopped;
    expect(await isSent(id)).toBe(true);
    expect((await room.row(late.deliveryId)).state).toBe('queued');
  });

  it('sends nothing after it was stopped while it looked', async () => {
    await room.request();
    room.worker.onApplicationBootstrap();
    await room.worker.beforeApplicationShutdown();
    const sentAtTheStop = room.telegram.sent.length;
    for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
    expect(room.telegram.sent).toHaveLength(sentAtTheStop);
  });
});

describe('the outbox', () => {
  it('takes a message once, however often it is put in', async () => {
    const verification = await room.request();
    await Promise.all([1, 2, 3].map(() => room.outbox.enqueue(verification, 'de', clock.now())));
    expect(await room.pending()).toMatchObject({ deliveries: 1, deletions: 0 });
    expect((await room.row(verification.deliveryId)).language).toBe('en');
  });

  it("sends an operator's test", async () => {
    room.worker.onApplicationBootstrap();
    await room.outbox.enqueueTest(
      { id: 'a test', botId: 4242, chatId: 1001, deadlineAt: clock.in(60_000) },
      clock.now(),
    );
    expect(room.backlog.outlook(4242).waitMs).toBeGreaterThan(0);
    await waitUntil(async () => (await room.outbox.find('a test'))?.state === 'sent', 'the test to be sent');
  });

  it("takes a person's line out of the chat", async () => {
    room.worker.onApplicationBootstrap();
    await room.outbox.removeLine(await room.request(), 1001, 77);
    await waitUntil(() => room.telegram.removed.length > 0, 'the line to be deleted');
    expect(room.telegram.removed).toMatchObject([{ to: { botId: 4242, chatId: 1001 }, messageId: 77 }]);
  });

  it.each(['chatId', 'deliveryId', 'deadlineAt'])('takes no message without %s', async (missing) => {
    const verification = { ...(await room.request()), [missing]: undefined };
    const refused = room.outbox.enqueue(verification, 'en', clock.now());
    await expect(refused).rejects.toThrow('a message needs a chat, a row and a deadline');
  });

  it('makes a message of an unproven initiator wait for a turn, and no other message wait for it', async () => {
    const verification = await room.request();
    const before = room.backlog.outlook(4242).waitMs;
    const unproven = { ...verification, deliveryId: 'unproven', isUnproven: true, origin: '203.0.113.7' };
    await room.outbox.enqueue(unproven, 'en', clock.now());
    expect((await room.row(verification.deliveryId)).turnAt).toBeUndefined();
    expect((await room.row('unproven')).turnAt).toBeInstanceOf(Date);
    expect(room.backlog.outlook(4242).waitMs).toBe(before);
  });

  it('has nothing to call back or to show where there was no message', async () => {
    await expect(room.outbox.retire(undefined, clock.now())).resolves.toBeUndefined();
    expect(await room.outbox.find(undefined)).toBeUndefined();
  });
});
