import { clock } from '../../clock';
import { AppError } from '../../errors';
import { skippedTime } from '../../../test/harness/skipped.time';
import type { MessageClaim } from '../delivery';
import { aSentDelivery } from '../delivery.fixture';
import { DeliveryRoom } from '../../../test/harness/delivery.room';

jest.mock('node:timers/promises', () => ({
  setTimeout: jest.requireActual<typeof import('../../../test/harness/skipped.time')>(
    '../../../test/harness/skipped.time',
  ).skippedTime.pause,
}));

let room: DeliveryRoom;

beforeEach(async () => {
  skippedTime.standStill();
  room = await DeliveryRoom.open();
});

afterEach(() => room.close());

const inSeconds = (count: number) => clock.in(count * 1000);
const full = () => new AppError('storage_unavailable', { cause: new Error('disk full') });

describe('a holder that vanished', () => {
  it('leaves a message that may have gone out: the next one has new secrets', async () => {
    const { id } = await room.request();
    await room.claim();
    await room.passOn();
    await room.courier.deliver(await room.claim());
    const verification = await room.verifications.get(id);
    expect(verification).toMatchObject({ status: 'sent', generation: 2 });
    expect(room.telegram.sent[0]!.message.html).toContain(room.secrets.code(verification));
  });

  it('before it had claimed anything leaves the secrets as they are', async () => {
    const { id } = await room.request();
    await room.passOn();
    await room.courier.deliver(await room.claim());
    expect((await room.verifications.get(id)).generation).toBe(1);
  });

  it('between the two writes of an acknowledgement is made up for at the next start', async () => {
    const { id, deliveryId } = await room.request();
    const sentAt = clock.now();
    const outcome = { kind: 'sent', messageId: 9, sentAt, deleteAt: inSeconds(60), attempts: 1 } as const;
    await room.rows.settle(await room.claim(), outcome);
    await room.passOn();
    expect(await room.verifications.get(id)).toMatchObject({ status: 'sent', sentAt, generation: 1 });
    expect((await room.row(deliveryId)).state).toBe('sent');
  });

  it('after a cancellation, before its message was called back, leaves nothing in Telegram', async () => {
    const { id, deliveryId } = await room.request();
    await room.courier.deliver(await room.claim());
    await room.verifications.cancel(id, clock.now());
    await room.passOn();
    expect((await room.row(deliveryId)).dueAt!.getTime()).toBeLessThanOrEqual(clock.now().getTime());
  });
});

describe('a message that the holder before had sent', () => {
  it('stays where another holder writes it down at the same time', async () => {
    const { id, deliveryId } = await room.request();
    await room.courier.deliver(await room.claim());
    const before = await room.row(deliveryId);
    jest.spyOn(room.verifications, 'isSent').mockResolvedValueOnce(false);
    await room.passOn();
    expect(await room.row(deliveryId)).toEqual(before);
    expect((await room.verifications.get(id)).status).toBe('sent');
  });

  it("stays until its time is over where it is an operator's test", async () => {
    const test = aSentDelivery({ verificationId: 'test', dueAt: inSeconds(60) });
    await room.rows.insert(test);
    await room.passOn();
    expect((await room.row(test.id)).dueAt).toEqual(test.dueAt);
  });
});

describe('a lease that ran out while Telegram was slow', () => {
  it('takes the message back that the loser had sent', async () => {
    const { id, deliveryId } = await room.request();
    const lost = await room.claim(clock.now(), 0);
    const held = await room.claim(inSeconds(1));
    await room.courier.deliver(lost);
    expect(room.telegram.removed).toMatchObject([{ messageId: 1 }]);
    await room.courier.deliver(held);
    expect(await room.row(deliveryId)).toMatchObject({ state: 'sent', messageId: 2 });
    expect(await room.verifications.get(id)).toMatchObject({ status: 'sent', generation: 2 });
    expect(room.telegram.removed).toHaveLength(1);
  });

  it('leaves the row to the winner, however the loser ended', async () => {
    const { id, deliveryId } = await room.request();
    const lost = await room.claim(clock.now(), 0);
    const held = await room.claim(inSeconds(1));
    const before = await room.row(deliveryId);
    for (const outcome of [
      { kind: 'not_sent', error: 'x', tries: 1 },
      { kind: 'unknown', error: 'x', tries: 1 },
    ] as const) {
      room.telegram.nextSends(outcome);
      await room.courier.deliver(lost);
    }
    expect(await room.row(deliveryId)).toEqual(before);
    await room.courier.deliver(held);
    const verification = await room.verifications.get(id);
    const last = room.telegram.sent.at(-1)!;
    expect(verification.status).toBe('sent');
    expect(last.message.html).toContain(room.secrets.code(verification));
  });

  it('does not let the loser end what the winner still sends', async () => {
    const { id } = await room.request();
    const lost = await room.claim(clock.now(), 0);
    await room.claim(inSeconds(1));
    room.telegram.nextSends({ kind: 'not_sent', error: '429', retryAfterSeconds: 500, tries: 1 });
    await room.courier.deliver(lost);
    expect((await room.verifications.get(id)).status).toBe('sending');
  });
});

describe('secrets that two holders would renew', () => {
  it('are renewed by the earlier one at last: the message goes out with those', async () => {
    const { id } = await room.request();
    await room.claim();
    await room.passOn();
    const held = await room.claim();
    const rotate = room.verifications.rotate.bind(room.verifications);
    jest.spyOn(room.verifications, 'rotate').mockImplementationOnce(async (verification) => {
      await rotate(verification);
      return rotate(verification);
    });
    await room.courier.deliver(held);
    expect(room.telegram.sent).toEqual([]);
    await room.courier.deliver(await room.claim(inSeconds(5)));
    const verification = await room.verifications.get(id);
    expect(verification).toMatchObject({ status: 'sent', generation: 2 });
    expect(room.telegram.sent.at(-1)!.message.html).toContain(room.secrets.code(verification));
  });

  it('are left alone by one that has lost the bot', async () => {
    const { id } = await room.request();
    await room.claim();
    await room.passOn();
    const stale = await room.claim();
    await room.passOn();
    await room.courier.deliver(stale);
    room.telegram.nextSends({ kind: 'unknown', error: 'reset', tries: 1 });
    jest.spyOn(room.owner, 'isHeld').mockReturnValue(false);
    await room.courier.deliver({ ...stale, isInterrupted: false });
    expect((await room.verifications.get(id)).generation).toBe(1);
  });

  it('are renewed by the next holder where the one before lost the bot and the row was still free', async () => {
    const { id } = await room.request();
    const claim = await room.claim();
    room.telegram.nextSends({ kind: 'unknown', error: 'reset', tries: 1 });
    jest.spyOn(room.owner, 'isHeld').mockReturnValueOnce(true).mockReturnValueOnce(false).mockReturnValueOnce(false);
    await room.courier.deliver(claim);
    await room.courier.deliver(await room.claim());
    const [ghost, living] = room.telegram.sent;
    expect(ghost!.message.html).not.toBe(living!.message.html);
    expect(await room.verifications.get(id)).toMatchObject({ status: 'sent', generation: 2 });
  });
});

describe('an acknowledgement that was stored, although the write reported a failure,', () => {
  const thenFail =
    <Args extends unknown[]>(write: (...args: Args) => Promise<unknown>) =>
    async (...args: Args): Promise<never> => {
      await write(...args);
      throw full();
    };

  afterEach(async () => {
    const to = room.telegram.sent[0]!.to as MessageClaim;
    expect((await room.verifications.get(to.verificationId)).status).toBe('sent');
    expect((await room.row(to.id)).dueAt!.getTime()).toBeGreaterThan(clock.now().getTime());
    expect(room.telegram.removed).toEqual([]);
  });

  it('of the row is found there', async () => {
    await room.request();
    jest.spyOn(room.rows, 'settle').mockImplementationOnce(thenFail(room.rows.settle.bind(room.rows)));
    await room.courier.deliver(await room.claim());
  });

  it('of the verification is found there', async () => {
    await room.request();
    jest
      .spyOn(room.verifications, 'markSent')
      .mockImplementationOnce(thenFail(room.verifications.markSent.bind(room.verifications)));
    await room.courier.deliver(await room.claim());
  });
});

describe('a store that fails while a message is acknowledged', () => {
  it('is tried again while the row is held, so that the message can be deleted', async () => {
    const { id, deliveryId } = await room.request();
    const settle = jest.spyOn(room.rows, 'settle').mockRejectedValueOnce(full());
    await room.courier.deliver(await room.claim());
    expect(settle).toHaveBeenCalledTimes(2);
    expect(await room.row(deliveryId)).toMatchObject({ state: 'sent', messageId: 1 });
    expect((await room.verifications.get(id)).status).toBe('sent');
    expect(room.telegram.removed).toEqual([]);
  });

  it('until the lease ends makes the message go again', async () => {
    await room.request();
    jest.spyOn(room.rows, 'settle').mockRejectedValue(full());
    await room.courier.deliver(await room.claim(clock.now(), 500));
    expect(room.telegram.removed).toMatchObject([{ messageId: 1 }]);
  });

  it('between its two writes does not leave the verification on its way until the next start', async () => {
    const { id, deliveryId } = await room.request();
    jest.spyOn(room.verifications, 'markSent').mockRejectedValueOnce(full());
    await room.courier.deliver(await room.claim()).catch(() => undefined);
    const row = await room.row(deliveryId);
    expect(row.state).toBe('sent');
    await room.remover.remove([await room.claimRemoval(row.dueAt)]);
    expect((await room.verifications.get(id)).status).not.toBe('sending');
  });
});

describe('a message whose secrets come by an edit', () => {
  it('stays where it is when two holders put them in, one after the other', async () => {
    await room.close();
    room = await DeliveryRoom.open({ TELEGRAM_SEND_MODE: 'reveal' });
    const { id, deliveryId } = await room.request();
    await room.courier.deliver(await room.claim());
    const stale = await room.claim(inSeconds(2));
    await room.passOn();
    await room.courier.deliver(stale);
    await room.courier.deliver(await room.claim());
    expect(await room.verifications.get(id)).toMatchObject({ status: 'sent', generation: 1 });
    expect(await room.row(deliveryId)).toMatchObject({ state: 'sent', messageId: 1 });
    expect([room.telegram.removed, (await room.pending()).deletions]).toEqual([[], 1]);
  });
});
