import { clock } from '../../clock';
import { skippedTime } from '../../../test/harness/skipped.time';
import type { MessageSender, RemoveOutcome } from '../../telegram/sender/message.sender';
import type { Verification } from '../../verification/verification';
import { aSentVerification } from '../../verification/verification.fixture';
import type { Delivery } from '../delivery';
import { aMoment, aSentDelivery } from '../delivery.fixture';
import { DeliveryRoom } from '../../../test/harness/delivery.room';

jest.mock('../random', () => ({ randomFraction: () => 0.5 }));

let room: DeliveryRoom;

beforeEach(async () => {
  skippedTime.standStill();
  room = await DeliveryRoom.open();
});

afterEach(() => room.close());

const inSeconds = (count: number) => clock.in(count * 1000);
const secondsUntil = (time: Date) => (time.getTime() - clock.now().getTime()) / 1000;

/** Takes a message out of Telegram whose time was over `secondsAgo` seconds ago. */
async function remove(outcome: RemoveOutcome, secondsAgo = 0) {
  const deleteAt = inSeconds(-secondsAgo);
  const sent = aSentDelivery({ turnAt: aMoment, sentAt: inSeconds(-secondsAgo - 60), deleteAt, dueAt: deleteAt });
  await room.rows.insert(sent);
  room.telegram.nextRemovals(outcome);
  await room.remover.remove([await room.claimRemoval()]);
  return room.row(sent.id);
}

describe('a message whose time is over', () => {
  it.each(['gone', 'blanked'] as const)('is deleted when Telegram says that it is %s', async (kind) => {
    const row = await remove({ kind });
    expect(row).toMatchObject({ state: 'deleted', removalAttempts: 1, messageId: 7 });
    expect(row.deletedAt!.getTime()).toBeLessThanOrEqual(clock.now().getTime());
    expect(row.dueAt).toBeUndefined();
    expect(room.telegram.removed).toMatchObject([{ to: { botId: 4242, chatId: 1001 }, messageId: 7 }]);
  });

  it('is tried again soon when Telegram could not', async () => {
    const started = clock.now().getTime();
    const row = await remove({ kind: 'retry', error: '502' });
    expect(row).toMatchObject({ state: 'sent', removalAttempts: 1, error: '502' });
    expect(row.dueAt!.getTime()).toBeGreaterThanOrEqual(started + 500);
    expect(row.dueAt!.getTime()).toBeLessThan(clock.now().getTime() + 8_001);
  });

  it('is tried again when Telegram says', async () => {
    const started = clock.now().getTime();
    const row = await remove({ kind: 'retry', error: '429', retryAfterSeconds: 40 });
    expect(row.dueAt!.getTime()).toBeGreaterThanOrEqual(started + 40_000);
  });

  it('is given up before Telegram forbids its deletion for good', async () => {
    const hour = 3600;
    expect((await remove({ kind: 'retry', error: '502' }, 46 * hour)).state).toBe('sent');
    expect(await remove({ kind: 'retry', error: '502' }, 47 * hour)).toMatchObject({ state: 'failed', error: '502' });
  });

  it('is asked for less often when Telegram has refused for long, and never given up before', async () => {
    const sent = aSentDelivery({ sentAt: inSeconds(-60), deleteAt: inSeconds(0), dueAt: inSeconds(0) });
    await room.rows.insert({ ...sent, removalAttempts: 10 });
    room.telegram.nextRemovals({ kind: 'retry', error: '403' });
    const started = clock.now().getTime();
    await room.remover.remove([await room.claimRemoval()]);
    const { state, dueAt } = await room.row(sent.id);
    expect(state).toBe('sent');
    expect(dueAt!.getTime()).toBeGreaterThan(started + 100_000);
    expect(dueAt!.getTime()).toBeLessThan(started + 300_000);
  });

  it('goes together with others of its chat, and alone where that is refused', async () => {
    const due = { turnAt: aMoment, sentAt: inSeconds(-60), deleteAt: inSeconds(0), dueAt: inSeconds(0) };
    const ids = ['first', 'second', 'third'];
    for (const [index, id] of ids.entries())
      await room.rows.insert(aSentDelivery({ id, messageId: index + 1, ...due }));
    const claims = [await room.claimRemoval(), await room.claimRemoval(), await room.claimRemoval()];
    const together = jest.spyOn(room.telegram, 'removeAll');
    await room.remover.remove(claims.slice(0, 2));
    together.mockResolvedValue(false);
    await room.remover.remove(claims.slice(2).concat(claims.slice(0, 1)));
    expect(together.mock.calls.map(([, messageIds]) => messageIds)).toEqual([
      claims.slice(0, 2).map(({ messageId }) => messageId),
      [claims[2]!.messageId, claims[0]!.messageId],
    ]);
    for (const id of ids) expect((await room.row(id)).state).toBe('deleted');
  });

  it('goes by the turn that came with its claim, within half a minute', async () => {
    const call = jest.spyOn<MessageSender, 'remove'>(room.telegram, 'remove');
    await remove({ kind: 'gone' });
    const { hasTurn, deadline } = call.mock.calls[0]![2];
    expect(hasTurn).toBe(true);
    expect(secondsUntil(deadline)).toBeCloseTo(30, 0);
  });

  it('is left to the present holder of its row', async () => {
    await room.rows.insert(aSentDelivery({ id: 'row', dueAt: clock.now() }));
    const lost = await room.claimRemoval(clock.now(), 0);
    await room.claimRemoval(inSeconds(1));
    const before = await room.row('row');
    await room.remover.remove([lost]);
    expect(await room.row('row')).toEqual(before);
  });

  it('is measured by how long it overstayed', async () => {
    await remove({ kind: 'gone' }, 20);
    const text = await room.metrics.registry.getSingleMetricAsString('message_overstay_seconds');
    expect(text).toContain('message_overstay_seconds_count 1');
    expect(text).toContain('message_overstay_seconds_bucket{le="10"} 0');
    expect(text).toContain('message_overstay_seconds_bucket{le="30"} 1');
  });
});

describe('a chat', () => {
  const chat = { botId: 4242, chatId: 1001, language: 'en' };
  const isPaused = async () => (await room.chats.find(4242, 1001))?.pausedAt !== undefined;
  const times = async (count: number, work: () => Promise<unknown>) => {
    for (let time = 0; time < count; time++) await work();
  };

  /** Takes the message of a verification out of Telegram, whose time was over just now. */
  async function removeOne(message: Partial<Delivery> = {}, verification: Partial<Verification> = {}) {
    const { id, deliveryId, ...rest } = aSentVerification({ deliveryId: undefined, ...verification });
    const due = { turnAt: aMoment, sentAt: inSeconds(-60), deleteAt: clock.now(), dueAt: clock.now() };
    const row = aSentDelivery({ verificationId: id, ...due, ...message });
    await room.verifications.store({ id, deliveryId: deliveryId ?? row.id, ...rest });
    await room.rows.insert(row);
    await room.remover.remove([await room.claimRemoval()]);
  }

  beforeEach(() => room.chats.remember(chat, clock.now()));

  it.each<[string, Partial<Delivery>]>([
    ['as long as the setting says', {}],
    // It was sent under another setting, or by an app of its own.
    ['less long', { sentAt: inSeconds(-30) }],
    ['longer', { sentAt: inSeconds(-90) }],
  ])('in which three messages were there until their time was over is paused, if that was %s', async (_, message) => {
    await times(2, () => removeOne(message));
    expect(await isPaused()).toBe(false);
    await removeOne(message);
    expect(await isPaused()).toBe(true);
  });

  it.each<[string, Partial<Delivery>, Partial<Verification>]>([
    ['whose code was used', {}, { status: 'verified' }],
    ['that were called back', {}, { status: 'cancelled' }],
    ['that a newer one replaced', {}, { deliveryId: 'a newer one' }],
    ['of another verification', { verificationId: 'another' }, {}],
    ['of no verification', { kind: 'removal', verificationId: undefined }, {}],
    ['that its person or a back end asked for (S5)', { turnAt: undefined }, {}],
  ])('is not paused by messages %s', async (_, message, verification) => {
    await times(3, () => removeOne(message, verification));
    expect(room.telegram.removed).toHaveLength(3);
    expect(await isPaused()).toBe(false);
  });

  it('that cannot be counted for keeps no message', async () => {
    jest.spyOn(room.chats, 'noteUnanswered').mockRejectedValue(new Error('down'));
    await removeOne();
    expect(await room.pending()).toMatchObject({ deletions: 0 });
  });
});

describe('messages that cannot be claimed', () => {
  const due = (count: number) =>
    Array.from({ length: count }, (_, index) => aSentDelivery({ id: `row ${index}`, messageId: index }));

  it('are deleted a few at a time, each within five seconds', async () => {
    const call = jest.spyOn<MessageSender, 'remove'>(room.telegram, 'remove');
    await room.remover.removeUnclaimed(due(40));
    expect(call).toHaveBeenCalledTimes(32);
    expect(secondsUntil(call.mock.calls[0]![2].deadline)).toBeCloseTo(5, 0);
    await room.remover.removeUnclaimed(due(40));
    expect(new Set(room.telegram.removed.map(({ messageId }) => messageId)).size).toBe(40);
    expect(call).toHaveBeenCalledTimes(40);
  });

  it('are tried again where Telegram could not', async () => {
    room.telegram.nextRemovals({ kind: 'retry', error: '502' });
    for (let look = 0; look < 3; look++) await room.remover.removeUnclaimed(due(1));
    expect(room.telegram.removed).toHaveLength(2);
  });
});
