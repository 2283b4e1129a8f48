import { setTimeout as pause } from 'node:timers/promises';
import { House } from '../harness/house';
import { codeOf } from '../harness/telegram';
import { time } from '../harness/time';
import { until } from '../harness/until';

/** Which store this run is about (jest.config.cjs). */
declare const STORE: string;

const MINUTE = 60_000;
/** Longer than any window of ours: the limit of messages to a chat counts an hour. */
const HOUR_AND_MORE = 61 * MINUTE;
const TTL_MS = 5 * MINUTE;
const COOLDOWN_MS = 6 * MINUTE;
const START_TTL_MS = 10 * MINUTE;
const DEADLINE_MS = 4 * MINUTE;
/** Time leaps to shortly before a moment, and the moment comes by itself. */
const SHORTLY_MS = 500;

const seconds = (ms: number): string => String(ms / 1000);
/** The product's time, which is Telegram's here too. */
const now = (): number => time.now().getTime();
const leapTo = (moment: number): void => time.pass(Math.max(0, moment - SHORTLY_MS - now()));

let house: House;

beforeAll(async () => {
  const settings = {
    TELEGRAM_TIMEOUT_SECONDS: '3',
    OTP_TTL_SECONDS: seconds(TTL_MS),
    RESEND_COOLDOWN_SECONDS: seconds(COOLDOWN_MS),
    START_TTL_SECONDS: seconds(START_TTL_MS),
    DELIVERY_DEADLINE_SECONDS: seconds(DEADLINE_MS),
    LIMIT_SENDS_PER_CHAT_HOUR: '2',
  };
  house = await House.open(settings, { now });
});

afterAll(() => house.close());

/** When Telegram was asked for something for a chat, and with `status` what it said. */
const timesOf = (method: string, chatId: number, status?: number): number[] =>
  house.telegram.world.calls
    .latest()
    .filter((call) => call.method === method && call.chatId === chatId && call.status === (status ?? call.status))
    .map(({ at }) => at.getTime());

/** Somebody whose message is in Telegram. */
async function aMessage() {
  const { api, telegram } = house;
  const person = api.nextPerson();
  const { verification_id: id } = await api.register({ telegram_chat_id: person });
  const status = await api.untilStatus(id, 'sent');
  const [message] = await telegram.codeMessages(person);
  return { person, id, code: codeOf(message!)!, status };
}

describe.each([
  ['forward', HOUR_AND_MORE],
  ['back', -HOUR_AND_MORE],
])('the wall clock is set %s by an hour', (_, by) => {
  const right = Date.now;
  let wrong: jest.SpyInstance;
  let setBy: number;
  /** Of all who ask this machine for its time. */
  const setWallClock = (byMs: number) => void (setBy = byMs);

  beforeEach(() => {
    setBy = 0;
    wrong = jest.spyOn(Date, 'now').mockImplementation(() => right() + setBy);
  });
  afterEach(() => wrong.mockRestore());

  it('while messages are out: code and message live their life, no shorter and no longer', async () => {
    const { api, telegram } = house;
    const [used, waiting] = await Promise.all([aMessage(), aMessage()]);
    setWallClock(by);
    expect(await api.status(waiting.id)).toEqual(waiting.status);
    expect(await api.verifyOtp(used.id, used.code)).toMatchObject({ status: 200 });
    leapTo(Date.parse(waiting.status.delivery.delete_at!));
    await telegram.untilEmpty(waiting.person);
    const [sentAt] = timesOf('sendPhoto', waiting.person, 200);
    const [deletedAt] = timesOf('deleteMessage', waiting.person, 200);
    expect(deletedAt! - sentAt!).toBeGreaterThanOrEqual(TTL_MS);
    const late = await api.verifyOtp(waiting.id, waiting.code);
    expect(late).toMatchObject({ status: 410, body: { code: 'verification_expired' } });
    await api.untilStatus(waiting.id, 'expired');
  });

  it('while Start is awaited: the link works as long as it should', async () => {
    const { api, telegram } = house;
    const person = await telegram.addPerson('Ann');
    const since = now();
    const [pressed, left] = await Promise.all([api.register(), api.register()]);
    setWallClock(by);
    await telegram.pressStart(person, pressed.telegram_link);
    await telegram.untilCodeMessages(person, 1);
    leapTo(since + START_TTL_MS);
    await api.untilStatus(left.verification_id, 'expired');
    expect(now() - since).toBeGreaterThanOrEqual(START_TTL_MS);
    await telegram.untilEmpty(person);
    await telegram.pressStart(person, left.telegram_link);
    await until(async () => (await telegram.messages(person)).length > 0, 'the bot to say that the link is over');
    expect(await api.status(left.verification_id)).toMatchObject({ status: 'expired' });
  });

  it('while a resend has to wait, and where an hour is counted: it waits as before, and is counted as before', async () => {
    const { api } = house;
    const since = now();
    const { person, id } = await aMessage();
    setWallClock(by);
    expect(await api.resend(id)).toMatchObject({ status: 429 });
    leapTo(since + COOLDOWN_MS);
    await until(async () => (await api.resend(id)).status === 202, 'the resend');
    expect(now() - since).toBeGreaterThanOrEqual(COOLDOWN_MS);
    setWallClock(2 * by);
    expect(await api.tryRegister({ telegram_chat_id: person })).toMatchObject({ status: 429 });
  });

  it('while Telegram refuses one message and is silent about another: each is tried until its deadline, and not beyond', async () => {
    const { api, telegram } = house;
    const [late, lost] = [api.nextPerson(), api.nextPerson()] as const;
    telegram.world.faults.clear();
    telegram.misbehave({ fault: 'server_error', method: 'sendPhoto', chatId: late });
    telegram.misbehave({ fault: 'silence', method: 'sendPhoto', chatId: lost, times: null });
    const [one, other] = await Promise.all([late, lost].map((person) => api.register({ telegram_chat_id: person })));
    const since = now();
    await until(() => telegram.world.faults.list().every(({ hits }) => hits > 0), 'both to be tried');
    setWallClock(by);
    await api.untilStatus(one!.verification_id, 'sent');
    expect(await api.status(other!.verification_id)).toMatchObject({ status: 'sending' });
    const tries = timesOf('sendPhoto', lost).length;
    await until(() => timesOf('sendPhoto', lost).length > tries, 'another try');
    leapTo(since + DEADLINE_MS);
    await api.untilStatus(other!.verification_id, 'failed');
    const [last] = timesOf('sendPhoto', lost).toSorted((a, b) => b - a);
    expect(last).toBeLessThan(since + DEADLINE_MS);
  });

  it('and clients count down to what they are told, by the date of each answer', async () => {
    setWallClock(by);
    // Node renews the second that it tells by a timer, which is due before this one.
    await pause(1);
    const before = now();
    const answer = await house.api.tryRegister({ telegram_chat_id: house.api.nextPerson() });
    const tookMs = now() - before;
    const told = Date.parse((answer.body as { resend_at: string }).resend_at);
    // Dates are cut to the second.
    const leftMs = told - Date.parse(answer.headers.get('date')!);
    expect(leftMs).toBeLessThan(COOLDOWN_MS + 1_000 + tookMs);
    expect(leftMs).toBeGreaterThanOrEqual(COOLDOWN_MS - tookMs);
  });
});

// With MongoDB its clock counts, and that machine did not sleep.
if (STORE !== 'mongo')
  describe('time passes in which the process does nothing', () => {
    it('its machine slept: what is over by then is over, and nothing else is', async () => {
      const { api, telegram } = house;
      const awaiting = await api.register();
      const { person, id, code } = await aMessage();
      time.sleep(TTL_MS);
      expect(await api.verifyOtp(id, code)).toMatchObject({ status: 410 });
      await telegram.untilEmpty(person);
      const ann = await telegram.addPerson('Ann');
      await telegram.pressStart(ann, awaiting.telegram_link);
      await telegram.untilCodeMessages(ann, 1);
    });
  });
