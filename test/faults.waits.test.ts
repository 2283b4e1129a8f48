import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net';
import { once } from 'node:events';
import { createServer as createTlsServer } from 'node:https';
import { Api, type Status } from './harness/api';
import { AppProcess } from './harness/app.process';
import { selfSigned } from './harness/certificate';
import { codeOf, Telegram } from './harness/telegram';
import { until } from './harness/until';

const TOKEN = { TELEGRAM_BOT_TOKEN: '987654321:AAtest-token_of-the_test-bot-0123456789' };
const PATIENCE_MS = 60_000;

/** What takes its time is begun at once, and waited for side by side. */
describe('Telegram is away, or wants to be left alone', () => {
  const running: { close(): Promise<void> }[] = [];

  afterAll(async () => {
    await Promise.all(running.map((part) => part.close()));
  });

  async function startApp(settings: Readonly<Record<string, string>>): Promise<Api> {
    const app = await AppProcess.start({ ...TOKEN, TELEGRAM_TIMEOUT_SECONDS: '2', ...settings });
    running.push(app);
    return new Api(app);
  }

  async function startTelegram(): Promise<Telegram> {
    const telegram = await Telegram.start();
    running.push({ close: () => telegram.stop() });
    return telegram;
  }

  async function portOf(server: Server): Promise<number> {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    running.push({ close: () => new Promise<void>((resolve) => void server.close(() => resolve())) });
    return (server.address() as AddressInfo).port;
  }

  const untilOver = (api: Api, id: string): Promise<Status> =>
    until(
      async () => {
        const status = await api.status(id);
        return status.status === 'sending' ? undefined : status;
      },
      `the end of ${id}`,
      PATIENCE_MS,
    );

  type Outcome = Readonly<{ status: Status; health: string; output: string; seconds: number }>;

  /** One registration, at an app whose Telegram is at this root. */
  async function registerAt(apiRoot: string, settings: Readonly<Record<string, string>> = {}): Promise<Outcome> {
    const api = await startApp({ TELEGRAM_API_ROOT: apiRoot, DELIVERY_DEADLINE_SECONDS: '4', ...settings });
    const began = performance.now();
    const { verification_id: id } = await api.register({ telegram_chat_id: api.nextPerson() });
    const status = await untilOver(api, id);
    const seconds = (performance.now() - began) / 1000;
    const health = (await api.app.get<{ status: string }>('/health')).body.status;
    return { status, health, output: (api.app as AppProcess).output, seconds };
  }

  /** It would say yes to everything, token and code included. */
  const impostor = () =>
    createTlsServer(selfSigned(), (_, response) => void response.end('{"ok":true,"result":{"message_id":1}}'));
  const noTls = createTcpServer((socket) => {
    socket.on('error', () => undefined).resume();
    socket.end('220 this is a mail server\r\n');
  });
  const absences: readonly (readonly [what: string, reason: string, outcome: () => Promise<Outcome>])[] = [
    ['its name is not known', 'telegram_timeout', () => registerAt('http://telegram.invalid')],
    ['nobody listens there', 'telegram_timeout', () => registerAt('http://127.0.0.1:1')],
    [
      'its certificate is its own',
      'telegram_timeout',
      async () => registerAt(`https://127.0.0.1:${await portOf(impostor())}`),
    ],
    ['it speaks no TLS', 'telegram_timeout', async () => registerAt(`https://127.0.0.1:${await portOf(noTls)}`)],
    [
      'it does not know our token',
      'internal',
      async () => registerAt((await startTelegram()).settings.TELEGRAM_API_ROOT!, { TELEGRAM_BOT_TOKEN: '1:wrong' }),
    ],
  ];

  /** A 429 with `retry_after`, and the person who is to have a code all the same. */
  async function toldToWait(seconds: number, deadlineSeconds: number) {
    const telegram = await startTelegram();
    const api = await startApp({ ...telegram.settings, DELIVERY_DEADLINE_SECONDS: String(deadlineSeconds) });
    const person = api.nextPerson();
    telegram.misbehave({ fault: 'rate_limit', seconds, method: 'sendPhoto', chatId: person });
    const { verification_id: id } = await api.register({ telegram_chat_id: person });
    const refusedAt = await until(() => callsAbout(telegram, person)[0]?.at, 'the refusal');
    const status = await untilOver(api, id);
    return { telegram, api, person, id, refusedAt, status, seconds: (Date.now() - refusedAt.getTime()) / 1000 };
  }

  const callsAbout = (telegram: Telegram, person: number) =>
    telegram.world.calls
      .latest()
      .filter(({ method, chatId }) => method === 'sendPhoto' && chatId === person)
      .toReversed();

  /** Ten whose message fares badly each time, and one behind them. */
  async function tenAndOne() {
    const telegram = await startTelegram();
    const api = await startApp({ ...telegram.settings, DELIVERY_DEADLINE_SECONDS: '30' });
    const ten = Array.from({ length: 10 }, () => api.nextPerson());
    for (const [index, person] of ten.entries()) {
      const fault = (['silence', 'server_error', 'garbage', 'reset', 'lost_answer'] as const)[index % 5]!;
      telegram.misbehave({ fault, method: 'sendPhoto', chatId: person, times: null });
    }
    const poisoned = await Promise.all(ten.map((person) => api.register({ telegram_chat_id: person })));
    await until(() => ten.filter((person) => callsAbout(telegram, person).length > 0).length >= 5, 'some to be tried');
    const person = api.nextPerson();
    const { verification_id: id } = await api.register({ telegram_chat_id: person });
    return { telegram, api, person, id, poisoned };
  }

  let outcomes: readonly Promise<Outcome>[];
  let waits: Readonly<Record<3 | 35 | 3600, ReturnType<typeof toldToWait>>>;
  let poison: ReturnType<typeof tenAndOne>;

  beforeAll(() => {
    waits = { 3: toldToWait(3, 30), 35: toldToWait(35, 60), 3600: toldToWait(3600, 60) };
    poison = tenAndOne();
    outcomes = absences.map(([, , outcome]) => outcome());
    for (const begun of [...Object.values(waits), poison, ...outcomes]) begun.catch(() => undefined);
  });

  it.each(absences.map(([what, reason], index) => [what, reason, index] as const))(
    '%s: it serves, says degraded, and tells the user %s at the deadline',
    async (_, reason, index) => {
      const { status, health, output, seconds } = await outcomes[index]!;
      expect(status).toMatchObject({ status: 'failed', delivery: { error: reason, sent_at: null } });
      expect(seconds).toBeLessThan(10);
      expect(health).toBe('degraded');
      expect(output).not.toMatch(/AAtest-token|1:wrong/);
    },
  );

  it('429 for 3600 s, beyond the deadline: the user is told at once', async () => {
    const { telegram, person, status, seconds } = await waits[3600];
    expect(status).toMatchObject({ status: 'failed', delivery: { error: 'telegram_timeout', attempts: 1 } });
    expect(seconds).toBeLessThan(10);
    expect(callsAbout(telegram, person)).toHaveLength(1);
  });

  it('ten whose messages cannot be sent do not hold back the eleventh', async () => {
    const { telegram, api, person, id } = await poison;
    expect(await untilOver(api, id)).toMatchObject({ status: 'sent' });
    const [message] = await telegram.untilCodeMessages(person, 1);
    expect(await api.verifyOtp(id, codeOf(message!)!)).toMatchObject({ status: 200 });
  });

  it.each([3, 35] as const)('429 for %i s: no call sooner, and then one living code', async (seconds) => {
    const { telegram, api, person, id, refusedAt, status } = await waits[seconds];
    expect(status).toMatchObject({ status: 'sent' });
    const calls = callsAbout(telegram, person);
    expect(calls).toHaveLength(2);
    expect(calls[1]!.at.getTime() - refusedAt.getTime()).toBeGreaterThanOrEqual(seconds * 1000);
    const [message] = await telegram.untilCodeMessages(person, 1);
    expect(await api.verifyOtp(id, codeOf(message!)!)).toMatchObject({ status: 200 });
  });

  it('and the ten are told why in the end', async () => {
    const { api, poisoned } = await poison;
    for (const { verification_id: id } of poisoned)
      expect(await untilOver(api, id)).toMatchObject({ status: 'failed', delivery: { error: 'telegram_timeout' } });
  });
});
