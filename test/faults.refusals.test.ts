import type { FaultOrder } from '../src/sandbox/sandbox.faults';
import { Api } from './harness/api';
import { AppProcess } from './harness/app.process';
import { codeOf, Telegram } from './harness/telegram';
import { until } from './harness/until';

describe('Telegram says no', () => {
  let telegram: Telegram;
  let app: AppProcess;
  let api: Api;

  beforeAll(async () => {
    telegram = await Telegram.start();
    app = await AppProcess.start({
      ...telegram.settings,
      TELEGRAM_TIMEOUT_SECONDS: '2',
      RESEND_COOLDOWN_SECONDS: '0',
    });
    api = new Api(app);
    await until(async () => (await app.get<{ status: string }>('/health')).body.status === 'ok', 'the bot to be up');
  });

  beforeEach(() => telegram.world.faults.clear());

  afterAll(async () => {
    await app.close();
    await telegram.stop();
  });

  const pressedStart = async () => {
    const person = await telegram.addPerson('Ann');
    await telegram.phone('POST', 'start', { person });
    return person;
  };
  const refusedBy = async (fault: 'chat_not_found' | 'bad_entities') => {
    const person = api.nextPerson();
    telegram.misbehave({ fault, chatId: person, times: null });
    return person;
  };
  const afterwards = async (what: 'block' | 'deactivate') => {
    const person = await pressedStart();
    await telegram.phone('POST', what, { person });
    return person;
  };
  const callsAbout = (person: number) =>
    telegram.world.calls.latest().filter(({ method, chatId }) => method === 'sendPhoto' && chatId === person).length;

  it.each([
    ['403 blocked by the user', 'bot_blocked', () => afterwards('block')],
    ["403 can't initiate conversation", 'bot_not_started', () => telegram.addPerson('Ann')],
    ['403 user is deactivated', 'user_deactivated', () => afterwards('deactivate')],
    ['400 chat not found', 'chat_not_found', () => refusedBy('chat_not_found')],
    ["400 can't parse entities", 'internal', () => refusedBy('bad_entities')],
  ])('%s: the user is told %s after one try', async (_, reason, someone) => {
    const person = await someone();
    const { verification_id: id } = await api.register({ telegram_chat_id: person });
    const { delivery } = await api.untilStatus(id, 'failed');
    expect(delivery).toMatchObject({ error: reason, attempts: 1, sent_at: null });
    const other = api.nextPerson();
    await api.register({ telegram_chat_id: other });
    await telegram.untilCodeMessages(other, 1);
    expect(callsAbout(person)).toBe(1);
  });

  it('once, and the user asks again: the code comes', async () => {
    const person = api.nextPerson();
    telegram.misbehave({ fault: 'chat_not_found', chatId: person });
    const { verification_id: id } = await api.register({ telegram_chat_id: person });
    await api.untilStatus(id, 'failed');
    expect(await api.resend(id)).toMatchObject({ status: 202 });
    const [message] = await telegram.untilCodeMessages(person, 1);
    expect(await api.verifyOtp(id, codeOf(message!)!)).toMatchObject({ status: 200 });
  });

  it('to the picture each time, and fails with the text once: one living code, as text', async () => {
    const person = api.nextPerson();
    telegram.misbehave({ fault: 'photo_refused', method: 'sendPhoto', chatId: person, times: null });
    telegram.misbehave({ fault: 'lost_answer', method: 'sendMessage', chatId: person });
    const { verification_id: id } = await api.register({ telegram_chat_id: person });
    await api.untilStatus(id, 'sent');
    const [ghost, living] = await telegram.untilCodeMessages(person, 2);
    expect(await api.verifyOtp(id, codeOf(ghost!)!)).toMatchObject({ status: 401 });
    expect(await api.verifyOtp(id, codeOf(living!)!)).toMatchObject({ status: 200 });
  });

  const edit = { method: 'editMessageCaption' } as const;
  it.each<readonly [string, readonly FaultOrder[]]>([
    ["400 can't be deleted", [{ fault: 'undeletable', times: null }]],
    [
      "400 can't be deleted, and 429 to the edit",
      [
        { fault: 'undeletable', times: null },
        { ...edit, fault: 'rate_limit', seconds: 1 },
      ],
    ],
    [
      "400 can't be deleted, and a lost answer to the edit",
      [
        { fault: 'undeletable', times: null },
        { ...edit, fault: 'lost_answer' },
      ],
    ],
    ["400 can't be deleted, and 400 to the edit, once", [{ fault: 'undeletable' }, { ...edit, fault: 'uneditable' }]],
    ['403 to a deletion', [{ fault: 'forbidden', times: null }]],
    ['403 to a deletion and to the edit, once', [{ fault: 'forbidden' }, { ...edit, fault: 'forbidden' }]],
  ])('%s: the code leaves the chat all the same', async (_, orders) => {
    const person = api.nextPerson();
    const { verification_id: id } = await api.register({ telegram_chat_id: person });
    const [message] = await telegram.untilCodeMessages(person, 1);
    for (const order of orders) telegram.misbehave({ method: 'deleteMessage', ...order, chatId: person });
    expect(await api.verifyOtp(id, codeOf(message!)!)).toMatchObject({ status: 200 });
    await until(async () => (await telegram.codeMessages(person)).length === 0, 'the code to be gone', 15_000);
    await until(async () => (await api.status(id)).delivery.deleted_at, 'that to be written down');
    for (const { text, buttons } of await telegram.messages(person)) {
      expect(buttons).toEqual([]);
      expect(text).not.toContain(codeOf(message!));
    }
  });
});
