import type { FaultOrder } from '../../src/sandbox/sandbox.faults';
import { House } from '../harness/house';
import { sideBySide, withoutPauses } from '../harness/side.by.side';
import { codeOf } from '../harness/telegram';
import { time } from '../harness/time';
import { until } from '../harness/until';

const COOLDOWN_MS = 30_000;
const ADMIN = 'an-admin-of-the-tests-0123456789-0123456789';

type Timeline = Readonly<{ events: readonly Readonly<{ event: string; reason?: string }>[] }>;

type Refusal = readonly [what: string, reason: string, someone: () => Promise<number>];
type Undeletable = readonly [what: string, orders: readonly FaultOrder[]];

const edit = { method: 'editMessageCaption' } as const;
const always = { times: null } as const;
const undeletable: readonly Undeletable[] = [
  ["400 can't be deleted", [{ fault: 'undeletable', ...always }]],
  [
    "400 can't be deleted, and 429 to the edit",
    [
      { fault: 'undeletable', ...always },
      { ...edit, fault: 'rate_limit', seconds: 1 },
    ],
  ],
  [
    "400 can't be deleted, and a lost answer to the edit",
    [
      { fault: 'undeletable', ...always },
      { ...edit, fault: 'lost_answer' },
    ],
  ],
  ["400 can't be deleted, and 400 to the edit, once", [{ fault: 'undeletable' }, { ...edit, fault: 'uneditable' }]],
  ['403 to a deletion', [{ fault: 'forbidden', ...always }]],
  ['403 to a deletion and to the edit, once', [{ fault: 'forbidden' }, { ...edit, fault: 'forbidden' }]],
];

describe('Telegram says no', () => {
  let house: House;

  beforeAll(async () => {
    house = await House.open({ ADMIN_API_KEY: ADMIN });
  });

  afterAll(() => house.close());

  const pressedStart = async () => {
    const person = await house.telegram.addPerson('Ann');
    await house.telegram.phone('POST', 'start', { person });
    return person;
  };
  const refusedBy = async (fault: 'chat_not_found' | 'bad_entities') => {
    const person = house.api.nextPerson();
    house.telegram.misbehave({ fault, chatId: person, times: null });
    return person;
  };
  const afterwards = async (what: 'block' | 'deactivate') => {
    const person = await pressedStart();
    await house.telegram.phone('POST', what, { person });
    return person;
  };
  const callsAbout = (person: number) =>
    house.telegram.world.calls.latest().filter(({ method, chatId }) => method === 'sendPhoto' && chatId === person)
      .length;

  const refusals: readonly Refusal[] = [
    ['403 blocked by the user', 'bot_blocked', () => afterwards('block')],
    ["403 can't initiate conversation", 'bot_not_started', () => house.telegram.addPerson('Ann')],
    ['403 user is deactivated', 'user_deactivated', () => afterwards('deactivate')],
    ['400 chat not found', 'chat_not_found', () => refusedBy('chat_not_found')],
    ["400 can't parse entities", 'internal', () => refusedBy('bad_entities')],
  ];

  it('in each of these ways: after one try, the initiator reads that nothing came, an operator why (S14)', async () => {
    const { api, telegram } = house;
    const isTold = async ([, reason, someone]: Refusal) => {
      const person = await someone();
      const { verification_id: id } = await api.register({ telegram_chat_id: person });
      const { delivery } = await api.untilStatus(id, 'failed');
      const told = reason === 'internal' ? reason : 'chat_unreachable';
      expect(delivery).toMatchObject({ error: told, sent_at: null });
      const { body } = await house.app.get<Timeline>(`/api/admin/verifications/${id}/timeline`, {
        'x-admin-key': ADMIN,
      });
      expect(body.events.find(({ event }) => event === 'failed')).toMatchObject({ reason });
      // The person is told first; the row that counts the tries is written after that.
      const attempts = await until(async () => (await api.status(id)).delivery.attempts, 'the try to be counted');
      expect(attempts).toBe(1);
      const other = api.nextPerson();
      await api.register({ telegram_chat_id: other });
      await telegram.untilCodeMessages(other, 1);
      expect(callsAbout(person)).toBe(1);
    };
    await sideBySide(refusals, isTold);
  });

  it('once, and the user asks again: the code comes', async () => {
    const { api, telegram } = house;
    const person = api.nextPerson();
    telegram.misbehave({ fault: 'chat_not_found', chatId: person });
    const { verification_id: id } = await api.register({ telegram_chat_id: person });
    await api.untilStatus(id, 'failed');
    time.pass(COOLDOWN_MS);
    expect(await api.resend(id)).toMatchObject({ status: 202 });
    const [message] = await telegram.untilCodeMessages(person, 1);
    expect(await api.verifyOtp(id, codeOf(message!)!)).toMatchObject({ status: 200 });
  });

  it('to the picture each time, and fails with the text once: one living code, as text', async () => {
    const { api, telegram } = house;
    const person = api.nextPerson();
    telegram.misbehave({ fault: 'photo_refused', method: 'sendPhoto', chatId: person, times: null });
    telegram.misbehave({ fault: 'lost_answer', method: 'sendMessage', chatId: person });
    const { verification_id: id } = await api.register({ telegram_chat_id: person });
    await api.untilStatus(id, 'sent');
    const [ghost, living] = await telegram.untilCodeMessages(person, 2);
    expect(await api.verifyOtp(id, codeOf(ghost!)!)).toMatchObject({ status: 401 });
    expect(await api.verifyOtp(id, codeOf(living!)!)).toMatchObject({ status: 200 });
  });

  it('to a deletion, in each of these ways: the code leaves the chat all the same', async () => {
    const { api, app, telegram } = house;
    const leaves = async ([, orders]: Undeletable) => {
      const person = api.nextPerson();
      const { verification_id: id } = await api.register({ telegram_chat_id: person });
      const [message] = await telegram.untilCodeMessages(person, 1);
      for (const order of orders) telegram.misbehave({ method: 'deleteMessage', ...order, chatId: person });
      expect(await api.verifyOtp(id, codeOf(message!)!)).toMatchObject({ status: 200 });
      await telegram.untilEmpty(person);
      await until(async () => (await api.status(id)).delivery.deleted_at, 'that to be written down');
      for (const { text, buttons } of await telegram.messages(person)) {
        expect(buttons).toEqual([]);
        expect(text).not.toContain(codeOf(message!));
      }
    };
    await withoutPauses(app, sideBySide(undeletable, leaves));
  });
});
