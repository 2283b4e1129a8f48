import type { FaultOrder } from '../src/sandbox/sandbox.faults';
import { Api } from './harness/api';
import { AppProcess } from './harness/app.process';
import { codeOf, Telegram } from './harness/telegram';
import { until } from './harness/until';

const PLACE = 'sendPhoto';
const REVEAL = 'editMessageMedia';

/** What Telegram does to one of the two steps, and how many messages without a secret may stay. */
const faults: readonly (readonly [what: string, order: FaultOrder, strays: number])[] = [
  ['a lost answer to the first step', { fault: 'lost_answer', method: PLACE }, 1],
  ['silence after the first step', { fault: 'silence_after', method: PLACE }, 1],
  ['500 to the first step', { fault: 'server_error', method: PLACE }, 0],
  ['429 to the first step', { fault: 'rate_limit', seconds: 1, method: PLACE }, 0],
  ['a lost answer to the second step', { fault: 'lost_answer', method: REVEAL }, 0],
  ['silence after the second step', { fault: 'silence_after', method: REVEAL }, 0],
  ['500 to the second step', { fault: 'server_error', method: REVEAL, times: 3 }, 0],
  ['a refused first picture', { fault: 'photo_refused', method: PLACE }, 0],
  ['a refused second picture', { fault: 'photo_refused', method: REVEAL }, 0],
];

describe('a message whose secrets come by an edit', () => {
  let telegram: Telegram;
  let app: AppProcess;
  let api: Api;

  beforeAll(async () => {
    telegram = await Telegram.start();
    app = await AppProcess.start({
      ...telegram.settings,
      TELEGRAM_SEND_MODE: 'reveal',
      TELEGRAM_TIMEOUT_SECONDS: '2',
      DELIVERY_DEADLINE_SECONDS: '30',
      OTP_TTL_SECONDS: '30',
      RESEND_COOLDOWN_SECONDS: '1',
    });
    api = new Api(app);
    await until(async () => (await app.get<{ status: string }>('/health')).body.status === 'ok', 'the bot to be up');
  });

  beforeEach(() => telegram.world.faults.clear());

  afterAll(async () => {
    await app.close();
    await telegram.stop();
  });

  /** A registration whose first step is done and whose second hangs. */
  const placed = async () => {
    const person = api.nextPerson();
    telegram.misbehave({ fault: 'silence', method: REVEAL, chatId: person, times: null });
    const { verification_id: id } = await api.register({ telegram_chat_id: person });
    await until(() => telegram.world.faults.list()[0]!.hits > 0, 'the second step');
    return { person, id };
  };

  it('says nothing before, and then the code, in one message that is deleted', async () => {
    const { person, id } = await placed();
    expect(await api.status(id)).toMatchObject({ status: 'sending', delivery: { sent_at: null } });
    const [before, ...others] = await telegram.messages(person);
    expect([others, before!.buttons, codeOf(before!)]).toEqual([[], [], undefined]);
    expect(await telegram.scan(before!)).not.toContain('/verify');
    expect(before!.text).not.toMatch(/\d{6}/);
    telegram.world.faults.clear();
    await api.untilStatus(id, 'sent');
    const [message] = await telegram.messages(person);
    expect(message!.message_id).toBe(before!.message_id);
    expect(await api.verifyOtp(id, codeOf(message!)!)).toMatchObject({ status: 200 });
    await until(async () => (await telegram.messages(person)).length === 0, 'the message to be gone');
  });

  it.each(faults)('%s: one message with a code, and none with a dead one', async (_, order, strays) => {
    const person = api.nextPerson();
    telegram.misbehave({ ...order, chatId: person });
    const { verification_id: id } = await api.register({ telegram_chat_id: person });
    await api.untilStatus(id, 'sent');
    const [message, ...more] = await telegram.codeMessages(person);
    expect(more).toEqual([]);
    expect(await telegram.messages(person)).toHaveLength(1 + strays);
    expect(await api.verifyOtp(id, codeOf(message!)!)).toMatchObject({ status: 200 });
    await telegram.untilEmpty(person);
  });

  it('cancelled in between, it leaves nothing', async () => {
    const { person, id } = await placed();
    expect((await app.delete(`/api/verifications/${id}`)).status).toBe(204);
    telegram.world.faults.clear();
    await until(async () => (await telegram.messages(person)).length === 0, 'what was placed to be gone');
  });

  it('asked for again in between, there is one message, with the new code', async () => {
    const { person, id } = await placed();
    const again = await until(async () => {
      const answer = await api.resend(id);
      return answer.status === 202 ? answer : undefined;
    }, 'the cool-down to end');
    expect(again.status).toBe(202);
    telegram.world.faults.clear();
    await api.untilStatus(id, 'sent');
    await until(async () => (await telegram.messages(person)).length === 1, 'the first to be gone');
    const [message] = await telegram.codeMessages(person);
    expect(await api.verifyOtp(id, codeOf(message!)!)).toMatchObject({ status: 200 });
  });

  it('deleted by the person in between, it begins again', async () => {
    const { person, id } = await placed();
    const [before] = await telegram.messages(person);
    telegram.world.chat(telegram.world.primaryBot, person)!.messages.delete(before!.message_id);
    telegram.world.faults.clear();
    await api.untilStatus(id, 'sent');
    expect(await telegram.codeMessages(person)).toHaveLength(1);
  });

  it('killed in between, it goes on with the same message', async () => {
    const { person, id } = await placed();
    const [before] = await telegram.messages(person);
    await app.crash();
    telegram.world.faults.clear();
    await app.boot();
    await api.untilStatus(id, 'sent');
    const messages = await telegram.messages(person);
    expect(messages.map((message) => message.message_id)).toEqual([before!.message_id]);
    expect(await api.verifyOtp(id, codeOf(messages[0]!)!)).toMatchObject({ status: 200 });
  });
});
