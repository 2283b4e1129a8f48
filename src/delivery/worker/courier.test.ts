import { clock } from '../../clock';
import { aDelivery } from '../delivery.fixture';
import { skippedTime } from '../../../test/harness/skipped.time';
import { until } from '../../../test/harness/until';
import { DeliveryRoom } from '../../../test/harness/delivery.room';

let room: DeliveryRoom;

beforeEach(async () => {
  skippedTime.standStill();
  room = await DeliveryRoom.open();
});

afterEach(() => room.close());

const inSeconds = (count: number) => clock.in(count * 1000);

/** One request, claimed and brought to Telegram. */
async function deliver(requestedAt = clock.now()) {
  const { id, deliveryId } = await room.request(requestedAt);
  await room.courier.deliver(await room.claim());
  return { verification: await room.verifications.get(id), row: await room.row(deliveryId) };
}

describe('a message', () => {
  it('that Telegram acknowledged starts the clock and is due for deletion when it ends', async () => {
    const { verification, row } = await deliver();
    expect(verification).toMatchObject({ status: 'sent', generation: 1, sentAt: row.sentAt });
    expect(row).toMatchObject({ state: 'sent', messageId: 1, attempts: 1, dueAt: verification.expiresAt });
    expect(row.dueAt!.getTime() - row.sentAt!.getTime()).toBe(60_000);
    expect(row.holder).toBeUndefined();
  });

  it('carries the living code to the chat that asked', async () => {
    const { verification } = await deliver();
    const [{ to, message }] = room.telegram.sent as [(typeof room.telegram.sent)[0]];
    expect(to).toMatchObject({ botId: 4242, chatId: verification.chatId });
    expect(message.html).toContain(`<code>${room.secrets.code(verification)}</code>`);
  });

  it('that was proven not sent goes again as it is', async () => {
    room.telegram.nextSends({ kind: 'not_sent', error: 'ECONNREFUSED', tries: 4 });
    const { verification, row } = await deliver();
    expect(verification).toMatchObject({ status: 'sending', generation: 1 });
    expect(row).toMatchObject({ state: 'queued', attempts: 4, error: 'ECONNREFUSED' });
    expect(row.dueAt!.getTime()).toBeLessThan(row.deadlineAt.getTime());
  });

  it('waits as long as Telegram says', async () => {
    room.telegram.nextSends({ kind: 'not_sent', error: '429', retryAfterSeconds: 60, tries: 1 });
    const started = clock.now().getTime();
    const { row } = await deliver();
    expect(row.state).toBe('queued');
    expect(row.dueAt!.getTime()).toBeGreaterThanOrEqual(started + 60_000);
  });

  it('fails at once when Telegram says to wait beyond the deadline', async () => {
    room.telegram.nextSends({ kind: 'not_sent', error: '429', retryAfterSeconds: 181, tries: 1 });
    const { verification, row } = await deliver();
    expect(verification).toMatchObject({ status: 'failed', failure: 'telegram_timeout' });
    expect(row).toMatchObject({ state: 'failed', attempts: 1, error: '429' });
    expect(row.dueAt).toBeUndefined();
  });

  it('whose sending had an unknown outcome has new secrets before it goes again', async () => {
    room.telegram.nextSends({ kind: 'unknown', error: 'reset', tries: 1 });
    const { verification, row } = await deliver();
    expect(verification).toMatchObject({ status: 'sending', generation: 2 });
    expect(row).toMatchObject({ state: 'queued', error: 'reset' });
    await room.courier.deliver(await room.claim(row.dueAt));
    const codes = room.telegram.sent.map(({ message }) => /<code>(\d+)/.exec(message.html)![1]);
    expect(codes).toEqual([1, 2].map((generation) => room.secrets.code({ ...verification, generation })));
    expect(await room.verifications.get(verification.id)).toMatchObject({ status: 'sent', generation: 2 });
  });

  it.each(['bot_blocked', 'bot_not_started', 'chat_not_found', 'user_deactivated', 'internal'] as const)(
    'that Telegram refuses as %s fails with that reason, and is not tried again',
    async (reason) => {
      room.telegram.nextSends({ kind: 'refused', reason, error: '403 Forbidden', tries: 1 });
      const { verification, row } = await deliver();
      expect(verification).toMatchObject({ status: 'failed', failure: reason });
      expect(row).toMatchObject({ state: 'failed', error: '403 Forbidden', attempts: 1 });
      expect(row.dueAt).toBeUndefined();
    },
  );

  it('waits for an operator while our token is wrong, and fails as internal at the deadline', async () => {
    room.telegram.nextSends({ kind: 'misconfigured', error: '401', tries: 1 });
    const started = clock.now().getTime();
    const { verification, row } = await deliver();
    expect(verification.status).toBe('sending');
    expect(row.dueAt!.getTime()).toBeGreaterThanOrEqual(started + 5_000);
    room.telegram.nextSends({ kind: 'misconfigured', error: '401', tries: 1 });
    expect((await deliver(inSeconds(-177))).verification).toMatchObject({ status: 'failed', failure: 'internal' });
  });

  it('is not sent after its deadline', async () => {
    const { verification, row } = await deliver(inSeconds(-180));
    expect(room.telegram.sent).toEqual([]);
    expect(verification).toMatchObject({ status: 'failed', failure: 'telegram_timeout' });
    expect(row.state).toBe('failed');
  });

  it('without its verification waits a moment, and is given up at the deadline', async () => {
    const now = clock.now();
    const orphan = (id: string, requestedAt: Date) =>
      aDelivery({ id, dueAt: now, requestedAt, deadlineAt: inSeconds(id === 'late' ? 0 : 100) });
    for (const id of ['early', 'late']) {
      await room.rows.insert(orphan(id, now));
      await room.courier.deliver(await room.claim());
    }
    expect((await room.row('early')).state).toBe('queued');
    expect((await room.row('late')).state).toBe('failed');
    expect(room.telegram.sent).toEqual([]);
  });
});

describe('a bot that another instance took over', () => {
  it('is sent nothing more for: its rows go out from there', async () => {
    const { deliveryId } = await room.request();
    const claim = await room.claim();
    await room.passOn();
    await room.courier.deliver(claim);
    expect(room.telegram.sent).toEqual([]);
    await room.courier.deliver(await room.claim());
    expect(await room.row(deliveryId)).toMatchObject({ state: 'sent', messageId: 1 });
    expect(room.telegram.sent).toHaveLength(1);
  });
});

describe('a message that was stored before its verification was renewed', () => {
  it('waits, and goes out with the new code once it is', async () => {
    const { id } = await room.request(inSeconds(-31));
    await room.courier.deliver(await room.claim());
    const before = await room.verifications.get(id);
    const renewal = room.verifications.renewalOf(before, clock.now());
    await room.outbox.enqueue({ ...before, ...renewal }, 'en', clock.now());
    await room.courier.deliver(await room.claim());
    expect(room.telegram.sent).toHaveLength(1);
    expect(await room.verifications.get(id)).toEqual(before);
    await room.verifications.renew(before, clock.now(), renewal);
    await room.courier.deliver(await room.claim(inSeconds(20)));
    expect(await room.row(renewal.deliveryId)).toMatchObject({ state: 'sent', messageId: 2 });
  });

  it('is dropped where it never will be', async () => {
    const { id } = await room.request(inSeconds(-31));
    await room.courier.deliver(await room.claim());
    const before = await room.verifications.get(id);
    const renewal = room.verifications.renewalOf(before, clock.now());
    await room.outbox.enqueue({ ...before, ...renewal }, 'en', clock.now());
    await room.verifications.cancel(id, clock.now());
    await room.courier.deliver(await room.claim());
    expect(await room.row(renewal.deliveryId)).toMatchObject({ state: 'failed', error: 'superseded' });
    expect(room.telegram.sent).toHaveLength(1);
  });
});

describe('a message that nobody wants any more', () => {
  const ends = {
    cancelled: (id: string) => room.verifications.cancel(id, clock.now()),
    locked: async (id: string) => room.verifications.lock(await room.verifications.get(id), 'wrong_codes', clock.now()),
    used: async (id: string) =>
      room.verifications.consume(await room.verifications.get(id), { door: 'otp' }, clock.now()),
    resent: async (id: string) => room.verifications.renew(await room.verifications.get(id), clock.now()),
  };
  const anAgo = () => room.request(inSeconds(-31));

  it.each(Object.keys(ends) as (keyof typeof ends)[])('because it was %s is dropped', async (end) => {
    const { id, deliveryId } = await anAgo();
    const claim = await room.claim();
    await ends[end](id);
    const before = await room.verifications.get(id);
    await room.courier.deliver(claim);
    expect(room.telegram.sent).toEqual([]);
    expect(await room.row(deliveryId)).toMatchObject({ state: 'failed', error: 'superseded' });
    expect(await room.verifications.get(id)).toEqual(before);
  });

  it.each(Object.keys(ends) as (keyof typeof ends)[])(
    'because it was %s while it travelled goes at once',
    async (end) => {
      const { id, deliveryId } = await anAgo();
      const send = room.telegram.send.bind(room.telegram);
      jest.spyOn(room.telegram, 'send').mockImplementation(async (to, message, terms) => {
        await ends[end](id);
        return send(to, message, terms);
      });
      await room.courier.deliver(await room.claim());
      const row = await room.row(deliveryId);
      expect(row).toMatchObject({ state: 'sent', messageId: 1 });
      expect(row.dueAt!.getTime()).toBeLessThanOrEqual(clock.now().getTime());
      expect((await room.verifications.get(id)).status).not.toBe('sent');
    },
  );

  it('is dropped when its unknown outcome comes after the end', async () => {
    const { id, deliveryId } = await room.request();
    jest.spyOn(room.telegram, 'send').mockImplementation(async () => {
      await room.verifications.cancel(id, clock.now());
      return { kind: 'unknown', error: 'reset', tries: 1 };
    });
    await room.courier.deliver(await room.claim());
    expect(await room.row(deliveryId)).toMatchObject({ state: 'failed', attempts: 1 });
    expect((await room.verifications.get(id)).generation).toBe(1);
  });
});

describe('a message that is there after all, when its send had timed out', () => {
  it('is deleted at once by a row of its own, and its code is dead', async () => {
    const { deliveryId, chatId, id } = await room.request();
    const send = jest.spyOn(room.telegram, 'send');
    room.telegram.nextSends({ kind: 'unknown', error: 'timeout', tries: 1 });
    await room.courier.deliver(await room.claim());
    expect((await room.verifications.get(id)).generation).toBe(2);
    send.mock.calls[0]![2].onLate!(77);
    await until(async () => (await room.pending()).deletions === 1, 'a row for its deletion');
    const [ghost] = await room.rows.listSent(4242);
    expect(ghost).toMatchObject({ messageId: 77, chatId, state: 'sent', verificationId: id });
    expect(ghost!.dueAt!.getTime()).toBeLessThanOrEqual(clock.now().getTime());
    expect(ghost!.id).not.toBe(deliveryId);
  });
});

describe('a message whose initiator has not shown that the chat is theirs', () => {
  const deliverTo = async (isProven: boolean, isPaused: boolean) => {
    const { id, chatId, deliveryId } = await room.request();
    if (isPaused) await room.chats.pause(chatId!, [4242], clock.now());
    await room.courier.deliver({ ...(await room.claim()), turnAt: isProven ? undefined : clock.now() });
    return { verification: await room.verifications.get(id), row: await room.row(deliveryId) };
  };

  it('does not go to a chat that is paused, and fails as for a bot that was never started', async () => {
    const { verification, row } = await deliverTo(false, true);
    expect(room.telegram.sent).toEqual([]);
    expect(verification).toMatchObject({ status: 'failed', failure: 'bot_not_started' });
    expect(row).toMatchObject({ state: 'failed', error: 'paused' });
  });

  it.each([
    ['to a chat that is not paused', false, false],
    ['to a paused chat, once the initiator is proven', true, true],
  ])('goes %s', async (_, isProven, isPaused) => {
    expect((await deliverTo(isProven, isPaused)).verification.status).toBe('sent');
  });
});

describe('what a delivery leaves in the metrics', () => {
  const sumOf = async () =>
    (await room.metrics.deliverySeconds.get()).values.find(({ metricName }) => metricName?.endsWith('_sum'))!.value;

  it('is the time from its request to its acknowledgement', async () => {
    await deliver(inSeconds(-5));
    expect(await sumOf()).toBe(5);
    expect((await room.metrics.otpSent.get()).values[0]!.value).toBe(1);
  });

  it('is the reason for which it was given up', async () => {
    room.telegram.nextSends({ kind: 'refused', reason: 'bot_blocked', error: '403', tries: 1 });
    await deliver();
    const { values } = await room.metrics.otpFailed.get();
    expect(values.filter(({ value }) => value > 0)).toMatchObject([{ labels: { reason: 'bot_blocked' }, value: 1 }]);
  });
});

describe('a refusal because there is no such person any more', () => {
  it.each([
    ['user_deactivated', 1],
    ['bot_blocked', 0],
  ] as const)('(%s) suspends the account that many times: %d', async (reason, times) => {
    const suspend = jest.spyOn(room.accounts, 'suspend').mockResolvedValue(undefined);
    room.telegram.nextSends({ kind: 'refused', reason, error: '403', tries: 1 });
    const { verification } = await deliver();
    expect(suspend.mock.calls.map(([chatId]) => chatId)).toEqual(Array(times).fill(verification.chatId));
  });
});

describe('a call to Telegram', () => {
  it.each([
    [180, 179],
    [1, 0.5],
  ])('with a deadline in %d s ends within %d s, so that its answer can be stored in time', async (left, within) => {
    const send = jest.spyOn(room.telegram, 'send');
    await room.request();
    const claim = { ...(await room.claim()), deadlineAt: inSeconds(left) };
    await room.courier.deliver(claim);
    expect(send.mock.calls[0]![2].deadline).toEqual(inSeconds(within));
  });
});

describe('a message whose row has gone to another holder while it travelled', () => {
  const deliverLost = async () => {
    const { deliveryId } = await room.request();
    const claim = await room.claim();
    const send = room.telegram.send.bind(room.telegram);
    jest.spyOn(room.telegram, 'send').mockImplementation(async (...call) => {
      const outcome = await send(...call);
      await room.passOn();
      await room.claim();
      return outcome;
    });
    await room.courier.deliver(claim);
    return room.row(deliveryId);
  };

  it('is deleted, and its row left to that holder', async () => {
    expect(await deliverLost()).toMatchObject({ state: 'sending', claims: 2 });
    expect(room.telegram.removed).toMatchObject([{ messageId: 1 }]);
    expect((await room.pending()).deletions).toBe(0);
  });

  it('is deleted later, by a row of its own, if Telegram does not answer now', async () => {
    room.telegram.nextRemovals({ kind: 'retry', error: 'reset' });
    await deliverLost();
    expect((await room.pending()).deletions).toBe(1);
  });
});

describe('a message in two steps, first without its secrets', () => {
  const SENT = { kind: 'sent', messageId: 5, tries: 1 } as const;

  beforeEach(async () => {
    await room.close();
    room = await DeliveryRoom.open({ TELEGRAM_SEND_MODE: 'reveal' });
  });

  /** The first step, and the second one. */
  async function deliverTwice() {
    const { id, deliveryId } = await room.request();
    await room.courier.deliver(await room.claim());
    await room.courier.deliver(await room.claim(inSeconds(2)));
    return { verification: await room.verifications.get(id), row: await room.row(deliveryId) };
  }

  it('has them in the second, in the same message', async () => {
    const { verification, row } = await deliverTwice();
    const code = `<code>${room.secrets.code(verification)}</code>`;
    expect(room.telegram.sent.map(({ message }) => message.html.includes(code))).toEqual([false, true]);
    expect(row).toMatchObject({ state: 'sent', messageId: 1 });
  });

  it('keeps its secrets when the outcome of the first is unknown: none were in it', async () => {
    room.telegram.nextSends({ kind: 'unknown', error: 'reset', tries: 1 });
    expect(await deliver()).toMatchObject({
      verification: { generation: 1 },
      row: { state: 'queued', error: 'reset' },
    });
  });

  it('keeps them when the outcome of the second is unknown: a repeat puts the same there', async () => {
    room.telegram.nextSends(SENT, { kind: 'unknown', error: 'reset', tries: 1 });
    const { verification, row } = await deliverTwice();
    expect(verification.generation).toBe(1);
    expect(row).toMatchObject({ state: 'queued', messageId: 5, error: 'reset' });
  });

  it('begins again at once where the message of the first is gone', async () => {
    jest.spyOn(room.telegram, 'replace').mockResolvedValue({ kind: 'gone' });
    const { row } = await deliverTwice();
    expect(row.messageId).toBeUndefined();
    expect(row.dueAt).toEqual(clock.now());
  });

  it('is removed from the chat when it is given up', async () => {
    room.telegram.nextSends(SENT, { kind: 'refused', reason: 'bot_blocked', error: '403', tries: 1 });
    expect((await deliverTwice()).row.state).toBe('failed');
    expect(await room.rows.listSent(4242)).toMatchObject([{ kind: 'removal', messageId: 5 }]);
  });
});
