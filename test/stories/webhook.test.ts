import type { Problem } from '../harness/api';
import { House } from '../harness/house';
import { codeOf } from '../harness/telegram';
import { until } from '../harness/until';

const SECRET = 'a_webhook-secret_of_32_characters';
const HEADER = 'x-telegram-bot-api-secret-token';

describe('updates that Telegram sends to us', () => {
  let house: House;
  let telegram: House['telegram'];
  let app: House['app'];
  let api: House['api'];
  let lastUpdate = 0;

  beforeAll(async () => {
    house = await House.open({ TELEGRAM_UPDATES: 'webhook', TELEGRAM_WEBHOOK_SECRET: SECRET });
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
