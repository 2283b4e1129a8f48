import { Api, type Problem } from '../harness/api';
import { App } from '../harness/app';
import { freePort } from '../harness/ports';
import { Telegram } from '../harness/telegram';
import { time } from '../harness/time';
import { until } from '../harness/until';

type Health = Readonly<{
  status: string;
  storage: string;
  bots: readonly Readonly<{ state: string; error: string }>[];
}>;

describe('an operator starts it when something is wrong', () => {
  const running: { close(): Promise<void> }[] = [];

  afterEach(async () => {
    for (const part of running.splice(0).reverse()) await part.close();
  });

  async function startApp(settings: Readonly<Record<string, string>>): Promise<App> {
    const app = await App.start(settings);
    running.push(app);
    return app;
  }

  async function startTelegram(port = 0): Promise<Telegram> {
    const telegram = await Telegram.start({}, port);
    running.push({ close: () => telegram.stop() });
    return telegram;
  }

  const botState = async (app: App) => (await app.get<Health>('/health')).body.bots[0]!.state;

  it('a person who comes in the first moment after a start gets a start link, and no excuse', async () => {
    for (let round = 0; round < 3; round++) {
      const app = await startApp({});
      expect(await new Api(app).tryRegister({})).toMatchObject({
        status: 202,
        body: { telegram_link: expect.stringMatching(/^https:\/\/t\.me\/\w+\?start=/) as string },
      });
    }
  });

  it('Telegram unreachable: it serves, says degraded, keeps a registration and delivers it when Telegram is back', async () => {
    const port = await freePort();
    const settings = { TELEGRAM_BOT_TOKEN: '987654321:AAtest-token_of-the_test-bot-0123456789' };
    const app = await startApp({ ...settings, TELEGRAM_API_ROOT: `http://127.0.0.1:${port}/sandbox/telegram` });
    const api = new Api(app);
    await until(async () => (await botState(app)) === 'unreachable', 'the state to be known');
    expect(await app.get('/health')).toMatchObject({ status: 200, body: { status: 'degraded', storage: 'up' } });
    expect(await app.get('/health/ready')).toMatchObject({ status: 200 });
    const withoutChat = await api.tryRegister({});
    expect(withoutChat).toMatchObject({ status: 503, body: { code: 'telegram_unavailable' } });
    expect(withoutChat.headers.get('retry-after')).toBe('5');
    const started = await api.register({ telegram_chat_id: 4711 });
    const telegram = await startTelegram(port);
    await telegram.untilCodeMessages(4711, 1);
    await api.untilStatus(started.verification_id, 'sent');
    await until(async () => (await app.get<Health>('/health')).body.status === 'ok', 'health to be ok again');
  });

  it('a wrong token: it serves, says so once, and never shows the token', async () => {
    const telegram = await startTelegram();
    const token = '111111:AAwrong_token_that_nobody_gave_out_0123';
    const app = await startApp({ ...telegram.settings, TELEGRAM_BOT_TOKEN: token });
    await until(async () => (await botState(app)) === 'unauthorized', 'the state to be known');
    expect((await app.get<Health>('/health')).body).toMatchObject({ status: 'degraded' });
    expect(app.output.match(/unauthorized/g)).toHaveLength(1);
    expect(app.output).not.toContain('AAwrong');
  });

  it('another poller with the same token: it serves and says conflict', async () => {
    const telegram = await startTelegram();
    const [one, two] = [await startApp(telegram.settings), await startApp(telegram.settings)];
    await until(
      async () => [await botState(one), await botState(two)].includes('conflict'),
      'one of the two to notice the other',
    );
    expect((await new Api(one).tryRegister({ telegram_chat_id: 4712 })).status).toBe(202);
  });

  it('behind no proxy, forged X-Forwarded-For headers buy no more tries (security 11; incident: CVE-2026-45364)', async () => {
    const telegram = await startTelegram();
    const app = await startApp({ ...telegram.settings, LIMIT_REQUESTS_PER_IP_MINUTE: '3' });
    const statuses: number[] = [];
    await time.standingStill(async () => {
      for (let index = 0; index < 5; index++) {
        const body = { name: 'Ann', email: 'ann@example.org', telegram_chat_id: 5000 + index };
        const answer = await app.post<Problem>('/api/register', body, { 'x-forwarded-for': `203.0.113.${index}` });
        statuses.push(answer.status);
      }
    });
    expect(statuses).toEqual([202, 202, 202, 429, 429]);
  });

  it('behind a proxy that TRUST_PROXY names, each client has its own limit, and an IPv6 /64 is one (security 11; incidents: better-auth #10203, CVE-2023-36456)', async () => {
    const telegram = await startTelegram();
    const limits = { LIMIT_REQUESTS_PER_IP_MINUTE: '1', TRUST_PROXY: '127.0.0.0/8' };
    const app = await startApp({ ...telegram.settings, ...limits });
    const clients = ['203.0.113.1', '203.0.113.2', '::ffff:203.0.113.2', '2001:db8::1', '2001:db8:0:0:ffff::2'];
    const statuses: number[] = [];
    await time.standingStill(async () => {
      for (const [index, client] of clients.entries()) {
        const body = { name: 'Ann', email: 'ann@example.org', telegram_chat_id: 6000 + index };
        statuses.push((await app.post('/api/register', body, { 'x-forwarded-for': `evil, ${client}` })).status);
      }
    });
    expect(statuses).toEqual([202, 202, 429, 202, 429]);
  });
});
