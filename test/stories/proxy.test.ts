import dns from 'node:dns';
import tls from 'node:tls';
import { Api } from '../harness/api';
import { App } from '../harness/app';
import { ConnectProxy } from '../harness/connect.proxy';
import { httpsFront } from '../harness/https.front';
import { Telegram } from '../harness/telegram';
import { until } from '../harness/until';
import { WebhookReceiver } from '../harness/webhook.receiver';
import { aWebhookSecret } from '../harness/webhook.stage';

const portOf = (url: string) => Number(new URL(url).port);

type Health = Readonly<{ bots: readonly Readonly<{ error: string | null }>[] }>;

describe('where Telegram is reached by way of a proxy alone (networks 27)', () => {
  let telegram: Telegram;
  let receiver: WebhookReceiver;
  let fronts: Awaited<ReturnType<typeof httpsFront>>[];
  let proxy: ConnectProxy;
  let app: App | undefined;

  beforeEach(async () => {
    const { connect } = tls;
    jest
      .spyOn(tls, 'connect')
      .mockImplementation(((options: tls.ConnectionOptions) =>
        connect({ ...options, rejectUnauthorized: false })) as typeof connect);
    telegram = await Telegram.start();
    receiver = await WebhookReceiver.start();
    fronts = await Promise.all([telegram.url, receiver.url].map((url) => httpsFront(() => new URL(url).port)));
    proxy = await ConnectProxy.start((host) => portOf(fronts[host.startsWith('hooks') ? 1 : 0]!.url));
  });

  afterEach(async () => {
    await app?.close();
    app = undefined;
    await proxy.close();
    await Promise.all(fronts.map((front) => front.close()));
    await receiver.close();
    await telegram.stop();
    jest.restoreAllMocks();
  });

  const start = async (settings: Readonly<Record<string, string>>) => {
    app = await App.start({
      ...telegram.settings,
      TELEGRAM_API_ROOT: 'https://telegram.far.example/sandbox/telegram',
      HTTPS_PROXY: `http://ann:pa%40ss@127.0.0.1:${proxy.port}`,
      ...settings,
    });
    return app;
  };

  const getsCode = async (running: App) => {
    const api = new Api(running);
    const person = api.nextPerson();
    await api.register({ telegram_chat_id: person });
    await telegram.untilCodeMessages(person, 1);
  };

  it('the bot works, webhooks arrive, and the log knows no password', async () => {
    const running = await start({
      WEBHOOK_URL: 'https://hooks.far.example/webhooks',
      WEBHOOK_SECRET: aWebhookSecret(),
    });
    await running.untilBotWorks();
    await getsCode(running);
    await receiver.until('verification.sent');
    const authorization = `Basic ${Buffer.from('ann:pa@ss').toString('base64')}`;
    expect(new Set(proxy.asked.map(({ target }) => target))).toEqual(
      new Set(['telegram.far.example:443', 'hooks.far.example:443']),
    );
    expect(new Set(proxy.asked.map((asked) => asked.authorization))).toEqual(new Set([authorization]));
    expect(running.output).not.toMatch(/pa@ss|pa%40ss/);
  });

  it('a proxy that refuses is named, and the bot works once it lets through', async () => {
    proxy.status = 407;
    const running = await start({});
    await until(
      async () => (await running.get<Health>('/health')).body.bots[0]!.error === 'proxy_refused',
      'the reason',
    );
    proxy.status = 200;
    await running.untilBotWorks();
    await getsCode(running);
  });

  it.each<[string, () => Readonly<Record<string, string>>]>([
    ['on this machine', () => ({ TELEGRAM_API_ROOT: `${fronts[0]!.url}/sandbox/telegram` })],
    [
      'in NO_PROXY',
      () => ({
        TELEGRAM_API_ROOT: `https://telegram.near.example:${portOf(fronts[0]!.url)}/sandbox/telegram`,
        NO_PROXY: 'elsewhere.example, .near.example',
      }),
    ],
  ])('what is %s is reached without it', async (_, settings) => {
    const { lookup } = dns;
    jest
      .spyOn(dns, 'lookup')
      .mockImplementation(((host: string, options: object, done: () => void) =>
        lookup(host.endsWith('.near.example') ? '127.0.0.1' : host, options, done)) as typeof lookup);
    const running = await start(settings());
    await running.untilBotWorks();
    await getsCode(running);
    expect(proxy.asked).toEqual([]);
  });
});
