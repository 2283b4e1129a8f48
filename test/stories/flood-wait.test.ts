import { House } from '../harness/house';
import { withoutPauses } from '../harness/side.by.side';
import { codeOf } from '../harness/telegram';
import { time } from '../harness/time';
import { until } from '../harness/until';

const ADMIN = 'an-admin-of-the-tests-0123456789-0123456789';
const WAIT_SECONDS = 300;
const SETTINGS = { DELIVERY_DEADLINE_SECONDS: '900', ADMIN_API_KEY: ADMIN };

type Health = Readonly<{ bots: readonly Readonly<{ state: string; held_back_seconds: number }>[] }>;

describe('a pause that Telegram asked for outlives a restart (networks 22)', () => {
  let house: House;

  beforeEach(async () => {
    house = await House.open(SETTINGS, { now: () => time.now().getTime() });
  });

  afterEach(() => house.close());

  const bot = async () => (await house.app.get<Health>('/health')).body.bots[0]!;
  const heldBackSeconds = async () => (await bot()).held_back_seconds;
  const messagesTo = (person: number) =>
    house.telegram.world.calls
      .latest()
      .filter(({ method, chatId }) => /^(send|edit)/.test(method) && chatId === person);

  /** Somebody's message was answered with a 429. */
  async function askForPause() {
    const { api, telegram } = house;
    const person = api.nextPerson();
    telegram.misbehave({ fault: 'rate_limit', seconds: WAIT_SECONDS, method: 'sendPhoto', chatId: person });
    await api.register({ telegram_chat_id: person });
    await until(async () => (await heldBackSeconds()) > 0, 'the pause');
  }

  async function restart() {
    await house.app.stop();
    await house.app.boot();
    await until(async () => (await bot()).state === 'up', 'the bot to be up');
  }

  it('no message is sent before it is over, and then those that wait', async () => {
    const { api, telegram } = house;
    await askForPause();
    await restart();
    expect(await heldBackSeconds()).toBeGreaterThan(0);
    const other = api.nextPerson();
    const { verification_id: id } = await api.register({ telegram_chat_id: other });
    expect(await heldBackSeconds()).toBeGreaterThan(0);
    expect(messagesTo(other)).toHaveLength(0);
    time.pass(WAIT_SECONDS * 1000);
    await withoutPauses(house.app, api.untilStatus(id, 'sent'));
    const [message] = await telegram.untilCodeMessages(other, 1);
    expect(await api.verifyOtp(id, codeOf(message!)!)).toMatchObject({ status: 200 });
  });

  it('but not where an operator has ended it', async () => {
    await askForPause();
    const id = house.telegram.token.split(':')[0]!;
    const { status } = await house.app.post(`/api/admin/circuits/${id}/reset`, {}, { 'x-admin-key': ADMIN });
    expect(status).toBe(200);
    await restart();
    expect(await heldBackSeconds()).toBe(0);
  });

  it('nor for longer than it was, where the clock went wrong in between', async () => {
    await askForPause();
    await house.app.stop();
    time.setWall(-365 * 86_400_000);
    try {
      await house.app.boot();
      await until(async () => (await bot()).state === 'up', 'the bot to be up');
      const seconds = await heldBackSeconds();
      expect([seconds > 0, seconds <= WAIT_SECONDS]).toEqual([true, true]);
    } finally {
      time.setWall(0);
    }
  });
});
