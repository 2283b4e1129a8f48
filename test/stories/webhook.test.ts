import { Phone } from '../../src/sandbox/phone/phone.actions';
import type { Update } from '../../src/sandbox/sandbox.updates';
import type { Problem } from '../harness/api';
import { App } from '../harness/app';
import { House } from '../harness/house';
import { codeOf, Telegram } from '../harness/telegram';
import { until } from '../harness/until';

const SECRET = 'a_webhook-secret_of_32_characters';
const BY_WEBHOOK = { TELEGRAM_UPDATES: 'webhook', TELEGRAM_WEBHOOK_SECRET: SECRET };
const HEADER = 'x-telegram-bot-api-secret-token';

describe('updates that Telegram sends to us', () => {
  let house: House;
  let telegram: House['telegram'];
  let app: House['app'];
  let api: House['api'];
  let lastUpdate = 0;

  beforeAll(async () => {
    house = await House.open(BY_WEBHOOK);
    ({ telegram, app, api } = house);
  });

  afterAll(() => house.close());

  /** Each update has an id of its own, far below those of the Telegram that this app is in touch with. */
  const start = (person: number, startLink?: string) => ({
    update_id: ++lastUpdate,
    message: {
      message_id: 1,
      date: Math.floor(Date.now() / 1000),
      from: { id: person, is_bot: false, first_name: 'Ann' },
      chat: { id: person, type: 'private', first_name: 'Ann' },
      text: startLink ? `/start ${new URL(startLink).searchParams.get('start')}` : '/start',
      entities: [{ type: 'bot_command', offset: 0, length: 6 }],
    },
  });

  const send = async (update: object) => (await app.post('/telegram/webhook', update, { [HEADER]: SECRET })).status;
  const sendTogether = (update: object) => Promise.all(Array.from({ length: 20 }, () => send(update)));
  /** What is in hand is refused for a moment; then Telegram sends it again. */
  const expectAnswers = (statuses: readonly number[]) => {
    expect(statuses).toContain(200);
    expect(statuses.filter((status) => status !== 200 && status !== 503)).toEqual([]);
  };
  /** Somebody to whom the bot may write; how they came to that is in their chat. */
  const acquaintance = async () => {
    const person = await telegram.addPerson('Ann');
    await telegram.phone('POST', 'start', { person });
    await until(async () => (await telegram.messages(person)).length === 1, 'the help');
    return person;
  };

  it('bring a pressed Start, and the code goes out', async () => {
    const person = await telegram.addPerson('Ann');
    const started = await api.register();
    await telegram.pressStart(person, started.telegram_link);
    const [message] = await telegram.untilCodeMessages(person, 1);
    expect(await api.verifyOtp(started.verification_id, codeOf(message!)!)).toMatchObject({ status: 200 });
  });

  it('are believed only with the secret, and refused before the body is read (security 18; incidents: CVE-2026-32980, CVE-2026-45005)', async () => {
    const person = await telegram.addPerson('Eve');
    const started = await api.register();
    const update = start(person, started.telegram_link);
    const forged: Record<string, string>[] = [{}, { [HEADER]: 'wrong' }, { [HEADER]: `${SECRET}x` }];
    for (const headers of forged)
      expect(await app.post<Problem>('/telegram/webhook', update, headers)).toMatchObject({
        status: 401,
        body: { code: 'unauthorized' },
      });
    const url = `${app.url}/telegram/webhook`;
    const huge = await fetch(url, { method: 'POST', body: 'x'.repeat(50_000_000) }).catch(() => undefined);
    expect([401, undefined]).toContain(huge?.status);
    expect(await api.status(started.verification_id)).toMatchObject({ status: 'awaiting_telegram' });
  });

  it('may come twenty times at once, and again: one message with a code goes out', async () => {
    const person = await acquaintance();
    const started = await api.register();
    const update = start(person, started.telegram_link);
    expectAnswers(await sendTogether(update));
    await api.untilStatus(started.verification_id, 'sent');
    expect(await send(update)).toBe(200);
    expect(app.output).not.toContain('storage_unavailable');
    expect(await telegram.codeMessages(person)).toHaveLength(1);
    expect(await telegram.messages(person)).toHaveLength(2);
  });

  it('may come twenty times at once, and again: one help is given', async () => {
    const person = await acquaintance();
    const update = start(person);
    expectAnswers(await sendTogether(update));
    expect(await send(update)).toBe(200);
    expect(await telegram.messages(person)).toHaveLength(2);
  });
});

describe('going over from one way of getting updates to the other', () => {
  let house: House;

  beforeEach(async () => {
    house = await House.open();
  });

  afterEach(() => house.close());

  const goOver = async (settings: Readonly<Record<string, string>>, meanwhile: () => Promise<unknown>) => {
    await house.app.stop();
    await meanwhile();
    await house.app.boot(settings);
    await house.app.untilBotWorks();
  };
  const queue = () => house.telegram.world.primaryBot.updates;
  const untilTaken = () => until(() => queue().size === 0, 'Telegram to keep no update');

  it('loses no Start that is pressed meanwhile, in either direction', async () => {
    const { telegram, api } = house;
    for (const settings of [BY_WEBHOOK, { TELEGRAM_UPDATES: 'polling' }, BY_WEBHOOK]) {
      const [person, started] = [await telegram.addPerson('Ann'), await api.register()];
      await goOver(settings, () => telegram.pressStart(person, started.telegram_link));
      await telegram.untilCodeMessages(person, 1);
      await untilTaken();
      expect(telegram.world.primaryBot.courier.webhook !== undefined).toBe(settings === BY_WEBHOOK);
    }
  });

  it.each([
    ['to webhooks', {}, BY_WEBHOOK],
    ['to polling', BY_WEBHOOK, { TELEGRAM_UPDATES: 'polling' }],
  ])('%s handles no update twice that was handled and not confirmed', async (_, before, after) => {
    const { telegram, api, app } = house;
    await goOver(before, async () => undefined);
    const [person, started] = [await telegram.addPerson('Ann'), await api.register()];
    const put = jest.spyOn(queue(), 'put');
    await telegram.pressStart(person, started.telegram_link);
    await telegram.untilCodeMessages(person, 1);
    await untilTaken();
    const again = put.mock.calls[0] as unknown as readonly Update[];
    await goOver(after, async () => queue().put(...again));
    await untilTaken();
    await api.untilStatus(started.verification_id, 'sent');
    expect(await telegram.messages(person)).toHaveLength(1);
    expect(app.output).not.toContain('given up');
  });

  it('takes what is sent where updates are polled, by the secret alone: another instance may have gone over already', async () => {
    await goOver({ TELEGRAM_WEBHOOK_SECRET: SECRET }, async () => undefined);
    const ask = async (headers: Record<string, string>) =>
      (await house.app.post('/telegram/webhook', { update_id: 1 }, headers)).status;
    expect([await ask({ [HEADER]: SECRET }), await ask({})]).toEqual([200, 401]);
    await goOver({}, async () => undefined);
    expect(await ask({ [HEADER]: SECRET })).toBe(404);
  });
});

describe('several bots whose updates are sent to us', () => {
  const TOKENS = ['111111', '222222'].map((id) => `${id}:AAtest-token_of-the_test-bot-0123456789`);
  let telegram: Telegram;
  let app: App;

  beforeAll(async () => {
    telegram = await Telegram.start({ tokens: TOKENS });
    app = await App.start({ ...telegram.settings, ...BY_WEBHOOK, TELEGRAM_BOT_TOKEN: TOKENS.join() });
    await app.untilBotWorks();
  });

  afterAll(async () => {
    await app.close();
    await telegram.stop();
  });

  it('are told apart by the address', async () => {
    const urls = telegram.world.bots.map(({ courier }) => courier.webhook!.url);
    expect(urls).toEqual(['111111', '222222'].map((id) => `${app.url}/telegram/webhook?bot=${id}`));
  });

  it('answer each in their own chats', async () => {
    for (const bot of telegram.world.bots) {
      const person = await telegram.addPerson('Ann');
      new Phone(telegram.world, bot, telegram.world.chat(bot, person)!).start();
      const texts = () => [...bot.chats.get(person)!.messages.values()].filter(({ isByBot }) => isByBot);
      await until(() => texts().length === 1, 'the help');
    }
  });

  it('leave the updates of one that is not theirs any more with Telegram', async () => {
    const headers = { [HEADER]: SECRET };
    expect((await app.post('/telegram/webhook?bot=333333', { update_id: 1 }, headers)).status).toBe(404);
    expect((await app.post('/telegram/webhook?bot=222222', { update_id: 1 }, headers)).status).toBe(200);
  });
});
