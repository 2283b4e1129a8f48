import { Api, type Status } from '../harness/api';
import { AppProcess } from '../harness/app.process';
import { codeOf, Telegram } from '../harness/telegram';
import { until } from '../harness/until';
import { WallClock } from '../harness/wall.clock';

const HOUR = 3_600_000;
const TTL_MS = 10 * 60_000;
/** For who must wait until it is over. */
const SHORT_TTL_SECONDS = '15';

let telegram: Telegram;
let wallClock: WallClock;
let app: AppProcess;
let api: Api;

beforeAll(async () => {
  telegram = await Telegram.start();
  wallClock = new WallClock();
  app = await AppProcess.prepare({
    ...telegram.settings,
    ...wallClock.settings,
    OTP_TTL_SECONDS: String(TTL_MS / 1000),
    RESEND_COOLDOWN_SECONDS: String(TTL_MS / 1000),
  });
  api = new Api(app);
});

beforeEach(() => wallClock.set(0));

afterAll(async () => {
  await app.close();
  await telegram.stop();
  wallClock.remove();
});

/** Somebody whose message is in Telegram. */
async function aMessage(): Promise<Readonly<{ person: number; id: string; code: string; status: Status }>> {
  const person = api.nextPerson();
  const { verification_id: id } = await api.register({ telegram_chat_id: person });
  const status = await api.untilStatus(id, 'sent');
  const [message] = await telegram.codeMessages(person);
  return { person, id, code: codeOf(message!)!, status };
}

async function expectOver({ person, id, code }: { person: number; id: string; code: string }): Promise<void> {
  await telegram.untilEmpty(person);
  expect(await api.verifyOtp(id, code)).toMatchObject({ status: 410, body: { code: 'verification_expired' } });
  await api.untilStatus(id, 'expired');
}

describe('time passes in which the process does nothing', () => {
  it('it was stopped: what is over by then is over, and goes at once', async () => {
    await app.boot({ OTP_TTL_SECONDS: SHORT_TTL_SECONDS });
    const message = await aMessage();
    app.fallAsleep();
    await until(() => Date.now() > Date.parse(message.status.delivery.delete_at!) + 1_000, 'the code to be over');
    app.wakeUp();
    await expectOver(message);
  });

  it('the wall clock is set back between a crash and the start: nothing lives an hour longer', async () => {
    await app.signal('SIGTERM');
    await app.boot();
    const message = await aMessage();
    await app.crash();
    wallClock.set(-HOUR);
    await app.boot();
    expect(await api.status(message.id)).toMatchObject({ status: 'sent' });
    wallClock.sleep(TTL_MS);
    await expectOver(message);
    expect(await api.resend(message.id)).toMatchObject({ status: 202 });
    await telegram.untilCodeMessages(message.person, 1);
  });

  it('the wall clock is set forward between a crash and the start: no person is left without a way on', async () => {
    const { person, id } = await aMessage();
    await app.crash();
    wallClock.set(HOUR);
    await app.boot();
    await telegram.untilEmpty(person);
    await api.untilStatus(id, 'expired');
    expect(await api.resend(id)).toMatchObject({ status: 202 });
    const [message] = await telegram.untilCodeMessages(person, 1);
    expect(await api.verifyOtp(id, codeOf(message!)!)).toMatchObject({ status: 200 });
  });
});
