import type { FaultOrder } from '../../src/sandbox/sandbox.faults';
import type { Api } from '../harness/api';
import type { App } from '../harness/app';
import { House } from '../harness/house';
import { codeOf, type Telegram } from '../harness/telegram';
import { time } from '../harness/time';
import { until } from '../harness/until';

const PLACE = 'sendPhoto';
const REVEAL = 'editMessageMedia';
const COOL_DOWN_MS = 30_000;
/** Passes with each look at what is waited for. */
const PAUSE_MS = 50;

/** What became of a message: how many there are with a code and without, and what its code is answered. */
type Life = Readonly<{ codes: number; strays: number; answer: number }>;

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
  let house: House;
  let telegram: Telegram;
  let app: App;
  let api: Api;

  beforeAll(async () => {
    house = await House.open({
      TELEGRAM_SEND_MODE: 'reveal',
      TELEGRAM_TIMEOUT_SECONDS: '5',
      // Time goes quickly here (PAUSE_MS), and nothing is about its end.
      DELIVERY_DEADLINE_SECONDS: '3600',
      OTP_TTL_SECONDS: '3600',
    });
    ({ telegram, app, api } = house);
  });

  beforeEach(() => telegram.world.faults.clear());

  afterAll(() => house.close());

  /** A registration whose first step is done and whose second hangs. */
  const placed = async () => {
    const person = api.nextPerson();
    telegram.misbehave({ fault: 'silence', method: REVEAL, chatId: person, times: null });
    const { verification_id: id } = await api.register({ telegram_chat_id: person });
    await until(() => {
      time.pass(PAUSE_MS);
      return telegram.world.faults.list()[0]!.hits > 0;
    }, 'the second step');
    return { person, id };
  };

  /** The call that hangs is cut off, and those after it are answered. */
  function goOn(): void {
    telegram.world.faults.clear();
    telegram.hangUp();
  }

  /** The pauses of ours until then are over at once. */
  const untilSent = (id: string) =>
    until(async () => {
      time.pass(PAUSE_MS);
      return (await api.status(id)).status === 'sent';
    }, 'the second step to be done');

  async function lifeUnder(order: FaultOrder): Promise<Life> {
    const person = api.nextPerson();
    telegram.misbehave({ ...order, chatId: person });
    const { verification_id: id } = await api.register({ telegram_chat_id: person });
    await untilSent(id);
    const [message, ...more] = await telegram.codeMessages(person);
    const strays = (await telegram.messages(person)).length - 1 - more.length;
    const { status: answer } = await api.verifyOtp(id, codeOf(message!)!);
    await telegram.untilEmpty(person);
    return { codes: 1 + more.length, strays, answer };
  }

  it('says nothing before, and then the code, in one message that is deleted', async () => {
    const { person, id } = await placed();
    expect(await api.status(id)).toMatchObject({ status: 'sending', delivery: { sent_at: null } });
    const [before, ...others] = await telegram.messages(person);
    expect([others, before!.buttons, codeOf(before!)]).toEqual([[], [], undefined]);
    expect(await telegram.scan(before!)).not.toContain('/verify');
    expect(before!.text).not.toMatch(/\d{6}/);
    goOn();
    await untilSent(id);
    const [message] = await telegram.messages(person);
    expect(message!.message_id).toBe(before!.message_id);
    expect(await api.verifyOtp(id, codeOf(message!)!)).toMatchObject({ status: 200 });
    await until(async () => (await telegram.messages(person)).length === 0, 'the message to be gone');
  });

  describe('while Telegram fails', () => {
    let lives: ReadonlyMap<string, Life>;

    // Those that wait for a silent Telegram do so beside the others.
    beforeAll(async () => {
      const silent = faults.filter(([, { fault }]) => fault === 'silence_after');
      const others = faults.filter((each) => !silent.includes(each));
      const found = new Map<string, Life>();
      const live = async ([what, order]: (typeof faults)[number]) => void found.set(what, await lifeUnder(order));
      const waiting = silent.map(live);
      for (const one of others) await live(one);
      await Promise.all(waiting);
      lives = found;
    });

    it.each(faults)('%s: one message with a code, and none with a dead one', (what, _, strays) => {
      expect(lives.get(what)).toEqual({ codes: 1, strays, answer: 200 });
    });
  });

  it('cancelled in between, it leaves nothing', async () => {
    const { person, id } = await placed();
    expect((await app.delete(`/api/verifications/${id}`)).status).toBe(204);
    goOn();
    await until(async () => (await telegram.messages(person)).length === 0, 'what was placed to be gone');
  });

  it('asked for again in between, there is one message, with the new code', async () => {
    const { person, id } = await placed();
    expect((await api.resend(id)).status).toBe(429);
    time.pass(COOL_DOWN_MS);
    expect((await api.resend(id)).status).toBe(202);
    goOn();
    await untilSent(id);
    await until(async () => (await telegram.messages(person)).length === 1, 'the first to be gone');
    const [message] = await telegram.codeMessages(person);
    expect(await api.verifyOtp(id, codeOf(message!)!)).toMatchObject({ status: 200 });
  });

  it('deleted by the person in between, it begins again', async () => {
    const { person, id } = await placed();
    const [before] = await telegram.messages(person);
    telegram.world.chat(telegram.world.primaryBot, person)!.messages.delete(before!.message_id);
    goOn();
    await untilSent(id);
    expect(await telegram.codeMessages(person)).toHaveLength(1);
  });
});
