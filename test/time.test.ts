import { Api, type Status } from './harness/api';
import { AppProcess } from './harness/app.process';
import { codeOf, Telegram } from './harness/telegram';
import { until } from './harness/until';
import { WallClock } from './harness/wall.clock';

/** Which store this run is about (jest.config.cjs). */
declare const STORE: string;

const MINUTE = 60_000;
/** Longer than any window of ours: the limit of messages to a chat counts an hour. */
const HOUR_AND_MORE = 61 * MINUTE;
const TTL_SECONDS = 5;
const COOLDOWN_SECONDS = 6;
const START_TTL_SECONDS = 3;
const DEADLINE_SECONDS = 8;
/** What a slow machine may be late. Whoever goes by the wall clock is an hour late. */
const LATENESS_MS = 8_000;

let telegram: Telegram;
let wallClock: WallClock;
let app: AppProcess;
let api: Api;

async function begin(settings: Readonly<Record<string, string>> = {}): Promise<void> {
  telegram = await Telegram.start();
  wallClock = new WallClock();
  app = await AppProcess.start({
    ...telegram.settings,
    ...wallClock.settings,
    OTP_TTL_SECONDS: String(TTL_SECONDS),
    RESEND_COOLDOWN_SECONDS: String(COOLDOWN_SECONDS),
    ...settings,
  });
  api = new Api(app);
  await until(async () => (await app.get<{ status: string }>('/health')).body.status === 'ok', 'the bot to be up');
}

async function end(): Promise<void> {
  await app.close();
  await telegram.stop();
  wallClock.remove();
}

/** When Telegram carried something out for a chat, by the clock of this test. */
const timesOf = (method: string, chatId: number): number[] =>
  telegram.world.calls
    .latest()
    .filter((call) => call.method === method && call.chatId === chatId && call.status === 200)
    .map(({ at }) => at.getTime());

/** Somebody whose message is in Telegram. */
async function aMessage(): Promise<Readonly<{ person: number; id: string; code: string; status: Status }>> {
  const person = api.nextPerson();
  const { verification_id: id } = await api.register({ telegram_chat_id: person });
  const status = await api.untilStatus(id, 'sent');
  const [message] = await telegram.codeMessages(person);
  return { person, id, code: codeOf(message!)!, status };
}

/** The message goes when its life is over, and neither sooner nor later; so does its code. */
async function livesItsLife({ person, id, code }: { person: number; id: string; code: string }): Promise<void> {
  await telegram.untilEmpty(person);
  const [sentAt, deletedAt] = [timesOf('sendPhoto', person)[0]!, timesOf('deleteMessage', person)[0]!];
  expect(deletedAt - sentAt).toBeGreaterThanOrEqual(TTL_SECONDS * 1000);
  expect(deletedAt - sentAt).toBeLessThan(TTL_SECONDS * 1000 + LATENESS_MS);
  expect(await api.verifyOtp(id, code)).toMatchObject({ status: 410, body: { code: 'verification_expired' } });
  await api.untilStatus(id, 'expired');
}

describe.each([
  ['forward', HOUR_AND_MORE],
  ['back', -HOUR_AND_MORE],
])('the wall clock is set %s by an hour', (_, by) => {
  beforeAll(() =>
    begin({
      LIMIT_SENDS_PER_CHAT_HOUR: '2',
      START_TTL_SECONDS: String(START_TTL_SECONDS),
      DELIVERY_DEADLINE_SECONDS: String(DEADLINE_SECONDS),
    }),
  );
  beforeEach(() => wallClock.set(0));
  afterAll(end);

  it('while messages are out: code and message live their life, no shorter and no longer', async () => {
    const [used, waiting] = await Promise.all([aMessage(), aMessage()]);
    wallClock.set(by);
    expect(await api.status(waiting.id)).toEqual(waiting.status);
    expect(await api.verifyOtp(used.id, used.code)).toMatchObject({ status: 200 });
    await livesItsLife(waiting);
  });

  it('while Start is awaited: the link works as long as it should', async () => {
    const person = await telegram.addPerson('Ann');
    const since = Date.now();
    const [pressed, left] = await Promise.all([api.register(), api.register()]);
    wallClock.set(by);
    await telegram.pressStart(person, pressed.telegram_link);
    await telegram.untilCodeMessages(person, 1);
    await api.untilStatus(left.verification_id, 'expired');
    expect(Date.now() - since).toBeGreaterThanOrEqual(START_TTL_SECONDS * 1000);
    expect(Date.now() - since).toBeLessThan(START_TTL_SECONDS * 1000 + LATENESS_MS);
    await telegram.pressStart(person, left.telegram_link);
    await until(async () => (await telegram.messages(person)).length > 0, 'the bot to say that the link is over');
    expect(await api.status(left.verification_id)).toMatchObject({ status: 'expired' });
  });

  it('while a resend has to wait, and where an hour is counted: it waits as before, and is counted as before', async () => {
    const { person, id } = await aMessage();
    wallClock.set(by);
    expect(await api.resend(id)).toMatchObject({ status: 429 });
    await until(async () => (await api.resend(id)).status === 202, 'the resend', COOLDOWN_SECONDS * 1000 + LATENESS_MS);
    wallClock.set(2 * by);
    expect(await api.tryRegister({ telegram_chat_id: person })).toMatchObject({ status: 429 });
  });

  it('while Telegram refuses one message and is silent about another: each is tried until its deadline, and not beyond', async () => {
    const [late, lost] = [api.nextPerson(), api.nextPerson()];
    telegram.misbehave({ fault: 'server_error', method: 'sendPhoto', chatId: late });
    telegram.misbehave({ fault: 'silence', method: 'sendPhoto', chatId: lost, times: null });
    const since = Date.now();
    const [one, other] = await Promise.all([late, lost].map((person) => api.register({ telegram_chat_id: person })));
    await until(() => telegram.world.faults.list().every(({ hits }) => hits > 0), 'both to be tried');
    wallClock.set(by);
    await api.untilStatus(one!.verification_id, 'sent');
    await api.untilStatus(other!.verification_id, 'failed');
    expect(Date.now() - since).toBeLessThan(DEADLINE_SECONDS * 1000 + LATENESS_MS);
  });

  it('and clients count down to what they are told, by the date of each answer', async () => {
    wallClock.set(by);
    const answer = await api.tryRegister({ telegram_chat_id: api.nextPerson() });
    const told = Date.parse((answer.body as { resend_at: string }).resend_at);
    expect(told - Date.parse(answer.headers.get('date')!)).toBeLessThan(COOLDOWN_SECONDS * 1000 + 1_500);
    expect(told - Date.parse(answer.headers.get('date')!)).toBeGreaterThan(COOLDOWN_SECONDS * 1000 - 1_500);
  });
});

describe('time passes in which the process does nothing', () => {
  beforeAll(() => begin());
  beforeEach(() => wallClock.set(0));
  afterAll(end);

  it('it was stopped: what is over by then is over, and goes at once', async () => {
    const { person, id, code, status } = await aMessage();
    app.fallAsleep();
    await until(() => Date.now() > Date.parse(status.delivery.delete_at!) + 1_000, 'the code to be over');
    app.wakeUp();
    await livesItsLife({ person, id, code });
  });

  // With MongoDB its clock counts, and that machine did not sleep.
  if (STORE !== 'mongo')
    it('its machine slept for a minute: what is over by then is over, and nothing else is', async () => {
      const awaiting = await api.register();
      const { person, id, code } = await aMessage();
      wallClock.sleep(MINUTE);
      expect(await api.verifyOtp(id, code)).toMatchObject({ status: 410 });
      await telegram.untilEmpty(person);
      expect(timesOf('deleteMessage', person)[0]! - timesOf('sendPhoto', person)[0]!).toBeLessThan(LATENESS_MS);
      const ann = await telegram.addPerson('Ann');
      await telegram.pressStart(ann, awaiting.telegram_link);
      await telegram.untilCodeMessages(ann, 1);
    });

  it('the wall clock is set back between a crash and the start: nothing lives an hour longer', async () => {
    const { person, id, code } = await aMessage();
    await app.crash();
    wallClock.set(-HOUR_AND_MORE);
    await app.boot();
    await livesItsLife({ person, id, code });
    await until(async () => (await api.resend(id)).status === 202, 'the cool-down to end');
    await telegram.untilCodeMessages(person, 1);
  });

  it('the wall clock is set forward between a crash and the start: nobody is left without a way on', async () => {
    const { person, id } = await aMessage();
    await app.crash();
    wallClock.set(HOUR_AND_MORE);
    await app.boot();
    await telegram.untilEmpty(person);
    await api.untilStatus(id, 'expired');
    await until(async () => (await api.resend(id)).status === 202, 'the resend');
    const [message] = await telegram.untilCodeMessages(person, 1);
    expect(await api.verifyOtp(id, codeOf(message!)!)).toMatchObject({ status: 200 });
  });
});
