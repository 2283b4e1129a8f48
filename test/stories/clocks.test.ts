import { aSentDelivery } from '../../src/delivery/delivery.fixture';
import { DeliveryRepository } from '../../src/delivery/store/delivery.repository';
import { timeOrderedId } from '../../src/ids';
import { House } from '../harness/house';
import { signInAt, type Tokens } from '../harness/sign.in';
import { codeOf } from '../harness/telegram';
import { time } from '../harness/time';
import { until } from '../harness/until';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const AHEAD = 40 * DAY;

let house: House;

beforeEach(async () => {
  house = await House.open({ OTP_TTL_SECONDS: '300', RESEND_COOLDOWN_SECONDS: '60', LIMIT_SENDS_PER_CHAT_HOUR: '1' });
});
afterEach(async () => {
  time.setBetweenRuns(0);
  await house.close();
});

/** Stops, and starts with all clocks wrong by so much. */
async function startWith(wrongBy: number): Promise<void> {
  await house.app.stop();
  time.setBetweenRuns(wrongBy);
  await house.app.boot();
}

const scraped = async (name: string): Promise<number> => {
  const { body: text } = await house.app.get<string>('/metrics');
  return Number(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(text)?.[1] ?? 0);
};

const health = async () => (await house.app.get<{ status: string; clock: string }>('/health')).body;

/** Somebody whose message is in Telegram. */
async function aMessage() {
  const { api, telegram } = house;
  const person = api.nextPerson();
  const { verification_id: id } = await api.register({ telegram_chat_id: person });
  await api.untilStatus(id, 'sent');
  const [message] = await telegram.codeMessages(person);
  return { person, id, code: codeOf(message!)! };
}

describe('a start with a clock forty days ahead, which is put right at the next one,', () => {
  it('leaves no living code, no message and no cool-down behind', async () => {
    const { api, telegram } = house;
    await startWith(AHEAD);
    const { person, id, code } = await aMessage();
    await startWith(0);
    await telegram.untilEmpty(person);
    await api.untilStatus(id, 'expired');
    expect(await api.verifyOtp(id, code)).toMatchObject({ status: 410 });
    expect(Date.parse((await api.status(id)).resend_at)).toBeLessThanOrEqual(time.now().getTime());
    expect(await scraped('deletions_pending')).toBe(0);
  });

  it('leaves no start link behind', async () => {
    const { api, telegram } = house;
    await startWith(AHEAD);
    const { verification_id: id, telegram_link: link } = await api.register();
    await startWith(0);
    await api.untilStatus(id, 'expired');
    const person = await telegram.addPerson('Ann');
    await telegram.pressStart(person, link);
    await until(async () => (await telegram.messages(person)).length > 0, 'the bot to say that the link is over');
    expect(await telegram.codeMessages(person)).toEqual([]);
  });

  it('leaves no limit behind that lasts longer than its window', async () => {
    const { api, telegram } = house;
    await startWith(AHEAD);
    const { person } = await aMessage();
    expect(await api.tryRegister({ telegram_chat_id: person })).toMatchObject({ status: 429 });
    await startWith(0);
    await telegram.untilEmpty(person);
    expect(await api.tryRegister({ telegram_chat_id: person })).toMatchObject({ status: 202 });
  });

  it('leaves no session behind that lasts longer than sessions do, and keeps the others', async () => {
    const refresh = (token: string) => house.app.post<Tokens>('/api/token/refresh', { refresh_token: token });
    const right = (await signInAt(house, { kind: 'token' })).body;
    await startWith(AHEAD);
    const wrong = (await signInAt(house, { kind: 'token' })).body;
    await startWith(0);
    expect(await refresh(wrong.refresh_token!)).toMatchObject({ status: 401 });
    expect(await refresh(right.refresh_token!)).toMatchObject({ status: 200 });
  });

  it('is told once, and forty days later the clock is not taken for one that was set back', async () => {
    await startWith(AHEAD);
    await aMessage();
    await startWith(0);
    const warnings = () =>
      house.app.output.split('\n').filter((line) => line.includes('what was alive by that record is over'));
    expect(warnings()).toHaveLength(1);
    await startWith(AHEAD - HOUR);
    expect(house.app.output).not.toContain('time goes on from that record');
    expect(warnings()).toHaveLength(1);
  });
});

describe('a clock ahead erases nothing', () => {
  /** A message that was over so many days ago. */
  async function anOldMessage(days: number): Promise<string> {
    const at = new Date(time.now().getTime() - days * DAY);
    const over = { state: 'deleted', dueAt: undefined, requestedAt: at, sentAt: at, deletedAt: at } as const;
    const delivery = aSentDelivery({ ...over, id: timeOrderedId(at), verificationId: 'gone' });
    await part().insert(delivery);
    return delivery.id;
  }
  const part = () =>
    (house.app.part as (token: unknown, options: object) => DeliveryRepository)(DeliveryRepository, { strict: false });
  const erased = () => scraped('retention_erased_total');
  const warnings = () => house.app.output.split('\n').filter((line) => line.includes('nothing is erased'));

  it('while Telegram tells another time, and says so, until it is right', async () => {
    const old = await anOldMessage(15);
    const over = await anOldMessage(31);
    await until(async () => (await erased()) > 0, 'what is over to be erased');
    await startWith(20 * DAY);
    const hoursAhead = async () => Math.round((await scraped('clock_ahead_seconds')) / 3600);
    await until(async () => (await hoursAhead()) === 20 * 24, 'Telegram to tell the time');
    expect(await health()).toMatchObject({ clock: 'doubted', status: 'degraded' });
    await until(() => warnings().length > 0, 'the eraser to be held');
    expect(await part().find(old)).toBeDefined();
    expect(await part().find(over)).toBeUndefined();
    await startWith(0);
    await until(async () => (await health()).status === 'ok', 'the clock to be believed');
    expect(Math.abs(await scraped('clock_ahead_seconds'))).toBeLessThan(60);
    expect(warnings()).toHaveLength(1);
  });

  it('while Telegram is away, if by that clock nothing was written for longer than a day', async () => {
    const old = await anOldMessage(15);
    await anOldMessage(1);
    await house.telegram.stop();
    await startWith(20 * DAY);
    await until(() => warnings().length > 0, 'the eraser to be held');
    expect(await health()).toMatchObject({ clock: 'doubted', status: 'degraded' });
    expect(await part().find(old)).toBeDefined();
  });
});
