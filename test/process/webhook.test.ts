import { AppProcess } from '../harness/app.process';
import { Telegram } from '../harness/telegram';
import { until } from '../harness/until';

const SECRET = 'a_webhook-secret_of_32_characters';
const HEADER = 'x-telegram-bot-api-secret-token';

describe('updates that Telegram sends to us', () => {
  let telegram: Telegram;
  let app: AppProcess;
  let lastUpdate = 0;

  beforeAll(async () => {
    telegram = await Telegram.start();
    app = await AppProcess.start({
      ...telegram.settings,
      TELEGRAM_UPDATES: 'webhook',
      TELEGRAM_WEBHOOK_SECRET: SECRET,
    });
    await until(async () => (await app.get<{ status: string }>('/health')).body.status === 'ok', 'the bot to be up');
  });

  afterAll(async () => {
    await app.close();
    await telegram.stop();
  });

  /** Each update has an id of its own, far below those of the Telegram that this app is in touch with. */
  const start = (person: number) => ({
    update_id: ++lastUpdate,
    message: {
      message_id: 1,
      date: Math.floor(Date.now() / 1000),
      from: { id: person, is_bot: false, first_name: 'Ann' },
      chat: { id: person, type: 'private', first_name: 'Ann' },
      text: '/start',
      entities: [{ type: 'bot_command', offset: 0, length: 6 }],
    },
  });

  const send = async (update: object) => (await app.post('/telegram/webhook', update, { [HEADER]: SECRET })).status;
  /** Somebody to whom the bot may write; how they came to that is in their chat. */
  const acquaintance = async () => {
    const person = await telegram.addPerson('Ann');
    await telegram.phone('POST', 'start', { person });
    await until(async () => (await telegram.messages(person)).length === 1, 'the help');
    return person;
  };

  it('are known after a crash, and what it interrupted is done when it comes again', async () => {
    const person = await acquaintance();
    const [handled, interrupted] = [start(person), start(person)];
    expect(await send(handled)).toBe(200);
    telegram.misbehave({ fault: 'silence', method: 'sendMessage', chatId: person });
    const unanswered = send(interrupted).catch(() => 'the connection was lost');
    await until(() => telegram.world.faults.list()[0]!.hits > 0, 'the help to be on its way');
    await app.kill();
    expect(await unanswered).toBe('the connection was lost');
    telegram.world.faults.clear();
    await app.boot();
    expect(await send(handled)).toBe(200);
    await until(async () => (await send(interrupted)) === 200, 'the update to be handled');
    expect(await telegram.messages(person)).toHaveLength(3);
  });
});
