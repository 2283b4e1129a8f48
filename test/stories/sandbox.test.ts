import { Api } from '../harness/api';
import { App } from '../harness/app';
import { codeOf, type PhoneMessage } from '../harness/telegram';
import { until } from '../harness/until';

type Call = Readonly<{ id: number; method: string; fault: string | null }>;
type RawCall = Call & Readonly<{ request: Record<string, unknown>; answer: string }>;
type State = Readonly<{
  has_time: boolean;
  server_time: string;
  messages: readonly PhoneMessage[];
  calls: readonly Call[];
}>;

const ANN = 7_000_000_001;

describe('a person who shows the product in its sandbox', () => {
  let app: App;
  let api: Api;

  beforeEach(async () => {
    app = await App.start();
    api = new Api(app);
    await app.untilBotWorks();
  });
  afterEach(() => app.close());

  const phone = async <T>(method: 'GET' | 'POST', path: string, body?: object): Promise<T> => {
    const headers = { 'content-type': 'application/json' };
    const answer = await app.request<T>(method, `/sandbox/api/${path}`, body && JSON.stringify(body), headers);
    expect([path, answer.status < 300]).toEqual([path, true]);
    return answer.body;
  };
  const look = () => phone<State>('GET', `state?person=${ANN}`);
  const theCode = () =>
    until(async () => (await look()).messages.map(codeOf).find((code) => code !== undefined), 'a message with a code');

  async function register(): Promise<string> {
    const { verification_id: id, telegram_link: link } = await api.register();
    await phone('POST', 'start', { person: ANN, payload: new URL(link).searchParams.get('start') });
    return id;
  }

  it('has a fault hit the message, and not the call that comes first', async () => {
    await phone('POST', 'faults', { fault: 'server_error', method: 'message', times: 1 });
    await register();
    await theCode();
    const calls = (await look()).calls.filter(({ fault }) => fault !== null);
    expect(calls.map(({ method, fault }) => [method, fault])).toEqual([['sendPhoto', 'server_error']]);
  });

  it('can look at what a call carried, and at what was answered; never at the token', async () => {
    await register();
    const code = await theCode();
    const sent = (await look()).calls.find(({ method }) => method === 'sendPhoto')!;
    const raw = await phone<RawCall>('GET', `call?id=${sent.id}`);
    expect(raw.request).toMatchObject({ chat_id: String(ANN), photo: expect.stringMatching(/bytes$/) as string });
    expect(JSON.stringify(raw.request)).toContain(code);
    expect(JSON.parse(raw.answer)).toMatchObject({ ok: true, result: { message_id: expect.any(Number) as number } });
    expect(JSON.stringify(raw)).not.toContain(':AA');
    expect((await app.get('/sandbox/api/call?id=4711')).status).toBe(404);
  });

  it('lets time pass: the message burns, and its code is dead', async () => {
    const id = await register();
    const code = await theCode();
    const before = await look();
    expect(before.has_time).toBe(true);
    await phone('POST', 'time', { seconds: 3_600 });
    await until(async () => (await look()).messages.every((message) => codeOf(message) === undefined), 'it to burn');
    expect(Date.parse((await look()).server_time) - Date.parse(before.server_time)).toBeGreaterThanOrEqual(3_600_000);
    expect((await api.verifyOtp(id, code)).body.code).toBe('verification_expired');
    for (const seconds of [0, -60, 86_401, 'x'])
      expect((await app.post('/sandbox/api/time', { seconds })).status).toBe(400);
  });
});

describe('where there is no sandbox', () => {
  it('the clock cannot be moved', async () => {
    const token = '987654321:AAtest-token_of-the_test-bot-0123456789';
    const app = await App.start({
      TELEGRAM_BOT_TOKEN: token,
      TELEGRAM_API_ROOT: 'http://127.0.0.1:9/sandbox/telegram',
    });
    expect((await app.post('/sandbox/api/time', { seconds: 60 })).status).toBe(404);
    await app.close();
  });
});
