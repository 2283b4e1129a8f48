import { setTimeout as pause } from 'node:timers/promises';
import { Api, type Started } from '../harness/api';
import { AppProcess } from '../harness/app.process';
import { codeOf, Telegram } from '../harness/telegram';
import { until } from '../harness/until';

const METHOD = 'sendPhoto';
const ASLEEP_MS = 3_000;
/** Two signals at the same moment are one wish. */
const ASKED_AGAIN_MS = 500;

describe('the process itself is stopped, twice, or stands still', () => {
  let telegram: Telegram;
  let app: AppProcess;
  let api: Api;

  beforeAll(async () => {
    telegram = await Telegram.start();
    app = await AppProcess.start({
      ...telegram.settings,
      // Each code is tried, one after the other, however long a busy machine takes for it.
      OTP_TTL_SECONDS: '600',
      DELIVERY_DEADLINE_SECONDS: '600',
      TELEGRAM_TIMEOUT_SECONDS: '30',
      TELEGRAM_MESSAGES_PER_SECOND: '1000',
    });
    api = new Api(app);
    await until(async () => (await app.get<{ status: string }>('/health')).body.status === 'ok', 'the bot to be up');
  });

  beforeEach(() => telegram.world.faults.clear());

  afterAll(async () => {
    app.wakeUp();
    await app.close();
    await telegram.stop();
  });

  const sendsTo = (people: readonly { person: number }[]) =>
    telegram.world.calls
      .latest()
      .filter(({ method, chatId }) => method === METHOD && people.some(({ person }) => person === chatId)).length;
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

  /** Whoever does not want to wait asks again. */
  async function stopTwice(): Promise<void> {
    const isReady = async () => (await app.get('/health/ready').catch(() => undefined))?.status === 200;
    void app.signal('SIGTERM');
    await until(async () => !(await isReady()), 'the first signal to be heeded');
    await pause(ASKED_AGAIN_MS);
    await app.signal('SIGTERM');
  }

  it('SIGTERM twice under load: nothing that was acknowledged is lost, and each has one living code', async () => {
    telegram.misbehave({ fault: 'slow', seconds: 0.5, times: null, method: METHOD });
    const started = await register(60);
    await until(() => sendsTo(started) > 10 && hits() > 20, 'some to be out and some under way');
    await stopTwice();
    telegram.world.faults.clear();
    await app.boot();
    for (const one of started) await expectOneLivingCode(one);
  });

  it('SIGTERM twice while Telegram is silent: the second does not wait, and nothing is lost', async () => {
    telegram.misbehave({ fault: 'silence_after', method: METHOD, times: 3 });
    const started = await register(3);
    await until(() => hits() === 3, 'the calls to Telegram');
    await stopTwice();
    expect(app.output).toContain('stopped without waiting any longer');
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
    await pause(ASLEEP_MS);
    app.wakeUp();
    telegram.world.faults.clear();
    for (const one of started) await expectOneLivingCode(one);
    expect(sendsTo(started)).toBe(30);
    for (const { person } of [used!, ...started]) await telegram.untilEmpty(person);
  });
});
