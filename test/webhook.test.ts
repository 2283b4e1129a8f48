import { Api, type Problem } from './harness/api';
import { AppProcess } from './harness/app.process';
import { codeOf, Telegram } from './harness/telegram';
import { until } from './harness/until';

const SECRET = 'a_webhook-secret_of_32_characters';
const HEADER = 'x-telegram-bot-api-secret-token';

describe('updates that Telegram sends to us', () => {
  let telegram: Telegram;
  let app: AppProcess;
  let api: Api;

  beforeAll(async () => {
    telegram = await Telegram.start();
    app = await AppProcess.start({
      ...telegram.settings,
      TELEGRAM_UPDATES: 'webhook',
      TELEGRAM_WEBHOOK_SECRET: SECRET,
    });
    api = new Api(app);
    await until(async () => (await app.get<{ status: string }>('/health')).body.status === 'ok', 'the bot to be up');
  });

  afterAll(async () => {
    await app.close();
    await telegram.stop();
  });

  const start = (person: number, startLink: string) => ({
    update_id: 1,
    message: {
      message_id: 1,
      date: Math.floor(Date.now() / 1000),
      from: { id: person, is_bot: false, first_name: 'Ann' },
      chat: { id: person, type: 'private', first_name: 'Ann' },
      text: `/start ${new URL(startLink).searchParams.get('start')}`,
      entities: [{ type: 'bot_command', offset: 0, length: 6 }],
    },
  });

  it('bring a pressed Start, and the code goes out', async () => {
    const person = await telegram.addPerson('Ann');
    const started = await api.register();
    await telegram.pressStart(person, started.telegram_link);
    const [message] = await telegram.untilCodeMessages(person, 1);
    expect(await api.verifyOtp(started.verification_id, codeOf(message!)!)).toMatchObject({ status: 200 });
  });

  it('are believed only with the secret, and refused before the body is read (security 18)', async () => {
    const person = await telegram.addPerson('Eve');
    const started = await api.register();
    const update = start(person, started.telegram_link);
    const forged: Record<string, string>[] = [{}, { [HEADER]: 'wrong' }, { [HEADER]: `${SECRET}x` }];
    for (const headers of forged)
      expect(await app.post<Problem>('/telegram/webhook', update, headers)).toMatchObject({
        status: 401,
        body: { code: 'unauthorized' },
      });
    const huge = await app.request<Problem>('POST', '/telegram/webhook', 'x'.repeat(50_000_000)).catch(() => undefined);
    expect([401, undefined]).toContain(huge?.status);
    expect(await api.status(started.verification_id)).toMatchObject({ status: 'awaiting_telegram' });
  });

  it('may come twice: one message goes out', async () => {
    const person = await telegram.addPerson('Ann');
    await telegram.phone('POST', 'start', { person });
    const started = await api.register();
    const update = start(person, started.telegram_link);
    const send = () => app.post('/telegram/webhook', update, { [HEADER]: SECRET });
    expect((await Promise.all([send(), send(), send()])).map(({ status }) => status)).toEqual([200, 200, 200]);
    await api.untilStatus(started.verification_id, 'sent');
    expect(await telegram.codeMessages(person)).toHaveLength(1);
    expect(JSON.stringify(await telegram.messages(person))).not.toContain('does not work');
  });
});
