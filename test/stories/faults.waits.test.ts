import { once } from 'node:events';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { Api, type Status } from '../harness/api';
import { App } from '../harness/app';
import { selfSigned } from '../harness/certificate';
import { House } from '../harness/house';
import { sideBySide, withoutPauses } from '../harness/side.by.side';
import { codeOf, Telegram } from '../harness/telegram';
import { time } from '../harness/time';
import { until } from '../harness/until';

const TOKEN = '987654321:AAtest-token_of-the_test-bot-0123456789';
const DEADLINE_SECONDS = 600;
const SETTINGS = { DELIVERY_DEADLINE_SECONDS: String(DEADLINE_SECONDS) };

const untilOver = (api: Api, id: string): Promise<Status> =>
  until(async () => {
    const status = await api.status(id);
    return status.status === 'sending' ? undefined : status;
  }, `the end of ${id}`);

describe('Telegram is away', () => {
  type Absence = readonly [what: string, reason: string, settings: Readonly<Record<string, string>>];

  const running: { close(): Promise<unknown> }[] = [];
  let absences: readonly Absence[];

  /** It would say yes to everything, token and code included. */
  const startImpostor = async (): Promise<string> => {
    const server = createTlsServer(
      selfSigned(),
      (_, response) => void response.end('{"ok":true,"result":{"message_id":1}}'),
    );
    await once(server.listen(0, '127.0.0.1'), 'listening');
    running.push({ close: () => new Promise((resolve) => server.close(resolve)) });
    return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };

  beforeAll(async () => {
    const telegram = await Telegram.start();
    running.push({ close: () => telegram.stop() });
    // It is asked again after 5 s, which nobody need wait for.
    const stranger = { ...telegram.settings, TELEGRAM_BOT_TOKEN: '1:wrong', DELIVERY_DEADLINE_SECONDS: '4' };
    absences = [
      ['nobody listens there', 'telegram_timeout', { TELEGRAM_API_ROOT: 'http://127.0.0.1:1' }],
      ['its certificate is its own', 'telegram_timeout', { TELEGRAM_API_ROOT: await startImpostor() }],
      ['it does not know our token', 'internal', stranger],
    ];
  });

  afterAll(() => Promise.all(running.map((part) => part.close())));

  it('in each of these ways: it serves, says degraded, and tells the user why at the deadline', async () => {
    const apps = await Promise.all(
      absences.map(([, , settings]) => App.start({ TELEGRAM_BOT_TOKEN: TOKEN, ...SETTINGS, ...settings })),
    );
    running.unshift(...apps);
    const begin = async (app: App, index: number) => {
      const api = new Api(app);
      const { verification_id: id } = await api.register({ telegram_chat_id: api.nextPerson() });
      await until(async () => (await api.status(id)).delivery.attempts > 0, 'the first try');
      return [absences[index]![0], absences[index]![1], api, id] as const;
    };
    const begun: Awaited<ReturnType<typeof begin>>[] = [];
    // However long the first try takes, the shortest deadline is not over.
    await time.standingStill(async () => void begun.push(...(await Promise.all(apps.map(begin)))));
    for (const [, reason, api, id] of begun)
      if (reason === 'telegram_timeout') expect((await api.status(id)).status).toBe('sending');
    time.pass(DEADLINE_SECONDS * 1000);
    await sideBySide(begun, async ([, reason, api, id]) => {
      expect(await untilOver(api, id)).toMatchObject({ status: 'failed', delivery: { error: reason, sent_at: null } });
      const health = async () => (await api.app.get<{ status: string }>('/health')).body.status;
      await until(async () => (await health()) === 'degraded', 'health to say so');
      expect((api.app as App).output).not.toMatch(/AAtest-token|1:wrong/);
    });
  });
});

describe('Telegram wants to be left alone', () => {
  let house: House;

  beforeAll(async () => {
    house = await House.open(SETTINGS, { now: () => time.now().getTime() });
  });

  // A send that waits for the circuit does so by a timer, which no leap of time ends, nor a stop of the app.
  afterAll(async () => {
    house.telegram.world.faults.clear();
    house.telegram.hangUp();
    const metrics = async () => (await house.app.get<string>('/metrics')).body;
    const isIdle = async () => /^deliveries_pending 0$/m.test(await metrics());
    await withoutPauses(house.app, until(isIdle, 'nothing to be under way'));
    await house.close();
  });

  const callsAbout = (person: number) =>
    house.telegram.world.calls
      .latest()
      .filter(({ method, chatId }) => method === 'sendPhoto' && chatId === person)
      .toReversed();

  /** A 429 with `retry_after`, and the person who is to have a code all the same. */
  async function toldToWait(seconds: number) {
    const { api, telegram } = house;
    const person = api.nextPerson();
    telegram.misbehave({ fault: 'rate_limit', seconds, method: 'sendPhoto', chatId: person });
    const { verification_id: id } = await api.register({ telegram_chat_id: person });
    const refusedAt = await until(() => callsAbout(person)[0]?.at, 'the refusal');
    return { person, id, refusedAt };
  }

  it.each([3, 35])('429 for %i s: no call sooner, and then one living code', async (seconds) => {
    const { api, telegram } = house;
    const { person, id, refusedAt } = await toldToWait(seconds);
    time.pass((seconds - 1) * 1000);
    await api.untilStatus(id, 'sent');
    const calls = callsAbout(person);
    expect(calls).toHaveLength(2);
    expect(calls[1]!.at.getTime() - refusedAt.getTime()).toBeGreaterThanOrEqual(seconds * 1000);
    const [message] = await telegram.untilCodeMessages(person, 1);
    expect(await api.verifyOtp(id, codeOf(message!)!)).toMatchObject({ status: 200 });
  });

  it('429 for 3600 s, beyond the deadline: the user is told at once', async () => {
    const { person, id } = await toldToWait(3600);
    expect(await untilOver(house.api, id)).toMatchObject({
      status: 'failed',
      delivery: { error: 'telegram_timeout' },
    });
    // The person is told first; the row that counts the tries is written after that.
    await until(async () => (await house.api.status(id)).delivery.attempts === 1, 'the try to be counted');
    expect(callsAbout(person)).toHaveLength(1);
    time.pass(3_600_000);
  });

  it('ten messages that cannot be sent do not hold back the eleventh, and fail with a reason in the end', async () => {
    const { api, app, telegram } = house;
    const ten = Array.from({ length: 10 }, () => api.nextPerson());
    for (const [index, person] of ten.entries()) {
      const fault = (['silence', 'server_error', 'garbage', 'reset', 'lost_answer'] as const)[index % 5]!;
      telegram.misbehave({ fault, method: 'sendPhoto', chatId: person, times: null });
    }
    const poisoned = await Promise.all(ten.map((person) => api.register({ telegram_chat_id: person })));
    await until(() => ten.filter((person) => callsAbout(person).length > 0).length >= 5, 'some to be tried');
    const person = api.nextPerson();
    const { verification_id: id } = await api.register({ telegram_chat_id: person });
    await withoutPauses(app, api.untilStatus(id, 'sent'));
    const [message] = await telegram.untilCodeMessages(person, 1);
    expect(await api.verifyOtp(id, codeOf(message!)!)).toMatchObject({ status: 200 });
    for (const { verification_id: one } of poisoned) expect((await api.status(one)).status).toBe('sending');
    time.pass(DEADLINE_SECONDS * 1000);
    telegram.hangUp();
    for (const { verification_id: one } of poisoned)
      expect(await untilOver(api, one)).toMatchObject({ status: 'failed', delivery: { error: 'telegram_timeout' } });
  });
});
