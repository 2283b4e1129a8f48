import { setTimeout as pause } from 'node:timers/promises';
import { Api, type Started } from './harness/api';
import { AppProcess } from './harness/app.process';
import { codeOf, Telegram } from './harness/telegram';
import { until } from './harness/until';

const METHOD = 'sendPhoto';
const ASLEEP_MS = 3_000;
/** Well below the ten seconds that a stop may take. */
const AT_ONCE_MS = 4_000;
const ASKED_AGAIN_MS = 500;

describe('the process itself is stopped, twice, or stands still', () => {
  let telegram: Telegram;
  let app: AppProcess;
  let api: Api;

  beforeEach(async () => {
    telegram = await Telegram.start();
    app = await AppProcess.start({
      ...telegram.settings,
      TELEGRAM_TIMEOUT_SECONDS: '30',
      TELEGRAM_MESSAGES_PER_SECOND: '1000',
    });
    api = new Api(app);
    await until(async () => (await app.get<{ status: string }>('/health')).body.status === 'ok', 'the bot to be up');
  });

  afterEach(async () => {
    app.wakeUp();
    await app.close();
    await telegram.stop();
  });

  const sends = () => telegram.world.calls.latest().filter(({ method }) => method === METHOD).length;
  const hits = () => telegram.world.faults.list().reduce((sum, fault) => sum + fault.hits, 0);
  const register = async (count: number) => {
    const people = Array.from({ length: count }, () => api.nextPerson());
    return Promise.all(
      people.map(async (person) => ({ person, ...(await api.register({ telegram_chat_id: person })) })),
    );
  };

  /** The newest code opens; whatever else is in the chat does not. */
  async function expectOneLivingCode({ person, verification_id: id }: Started & { person: number }): Promise<void> {
    await api.untilStatus(id, 'sent');
    const messages = (await telegram.codeMessages(person)).toSorted((a, b) => b.message_id - a.message_id);
    for (const ghost of messages.slice(1))
      expect(await api.verifyOtp(id, codeOf(ghost)!)).toMatchObject({ status: 401 });
    expect(await api.verifyOtp(id, codeOf(messages[0]!)!)).toMatchObject({ status: 200 });
  }

  /** One signal after the other: two at once would be one. */
  /** Whoever does not want to wait asks again; two signals at the same moment are one wish. */
  async function stopTwice(): Promise<void> {
    const isReady = async () => (await app.get('/health/ready').catch(() => undefined))?.status === 200;
    void app.signal('SIGTERM');
    await until(async () => !(await isReady()), 'the first signal to be heeded');
    while (app.isRunning) await Promise.race([app.signal('SIGTERM'), pause(ASKED_AGAIN_MS)]);
  }

  it('SIGTERM twice under load: nothing that was acknowledged is lost, and each has one living code', async () => {
    telegram.misbehave({ fault: 'slow', seconds: 0.5, times: null, method: METHOD });
    const started = await register(60);
    await until(() => sends() > 10 && hits() > 20, 'some to be out and some under way');
    await stopTwice();
    telegram.world.faults.clear();
    await app.boot();
    for (const one of started) await expectOneLivingCode(one);
  });

  it('SIGTERM twice while Telegram is silent: the second does not wait, and nothing is lost', async () => {
    telegram.misbehave({ fault: 'silence_after', method: METHOD, times: 3 });
    const started = await register(3);
    await until(() => hits() === 3, 'the calls to Telegram');
    const began = performance.now();
    await stopTwice();
    expect(performance.now() - began).toBeLessThan(AT_ONCE_MS);
    await app.boot();
    for (const one of started) await expectOneLivingCode(one);
  });

  it('still for three seconds amid sends and deletions: each has one living code, and what is used is gone', async () => {
    const [used] = await register(1);
    await api.untilStatus(used!.verification_id, 'sent');
    const [message] = await telegram.codeMessages(used!.person);
    telegram.misbehave({ fault: 'slow', seconds: 0.5, times: null, method: METHOD });
    telegram.misbehave({ fault: 'slow', seconds: 0.5, method: 'deleteMessage' });
    const started = await register(30);
    expect(await api.verifyOtp(used!.verification_id, codeOf(message!)!)).toMatchObject({ status: 200 });
    await until(() => hits() > 10, 'calls to be under way');
    app.fallAsleep();
    const asleepSince = performance.now();
    await until(() => performance.now() - asleepSince > ASLEEP_MS, 'three seconds to pass');
    app.wakeUp();
    telegram.world.faults.clear();
    for (const one of started) await expectOneLivingCode(one);
    expect(sends()).toBe(31);
    for (const { person } of [used!, ...started]) await telegram.untilEmpty(person);
  });
});
