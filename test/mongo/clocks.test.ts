import { Api } from '../harness/api';
import type { AppProcess } from '../harness/app.process';
import { Cluster } from '../harness/cluster';
import { codeOf } from '../harness/telegram';
import { until } from '../harness/until';
import { WallClock } from '../harness/wall.clock';

const MINUTE = 60_000;
const TTL_SECONDS = 6;
const START_TTL_SECONDS = 600;
const LATENESS_MS = 8_000;
/** Much more than two measurements of one server's clock may differ, and much less than the wall clocks do. */
/** Theirs are four minutes apart; a machine may be busy, and a `Date` header is cut to the second. */
const AGREEMENT_MS = 5_000;

describe('two instances whose wall clocks are four minutes apart', () => {
  let clocks: WallClock[];
  let cluster: Cluster;
  let early: Api;
  let late: Api;

  beforeAll(async () => {
    clocks = [new WallClock(), new WallClock()];
    clocks[0]!.set(-2 * MINUTE);
    clocks[1]!.set(2 * MINUTE);
    const settings = {
      OTP_TTL_SECONDS: String(TTL_SECONDS),
      RESEND_COOLDOWN_SECONDS: '3',
      LIMIT_SENDS_PER_CHAT_HOUR: '3',
    };
    cluster = await Cluster.prepare({ instances: 2, settings });
    await Promise.all(cluster.instances.map((app, index) => app.boot(clocks[index]!.settings)));
    await cluster.untilOwner();
    [early, late] = cluster.instances.map((app) => new Api(app)) as [Api, Api];
  });

  afterAll(async () => {
    await cluster.close();
    for (const clock of clocks) clock.remove();
  });

  const isNow = (moment: string, seconds = 0) =>
    expect(Math.abs(Date.parse(moment) - seconds * 1000 - Date.now())).toBeLessThan(AGREEMENT_MS);

  it('name the same moments, which are those of the server', async () => {
    const started = await Promise.all([early.register(), late.register()]);
    for (const { expires_at } of started) isNow(expires_at, START_TTL_SECONDS);
    for (const app of cluster.instances) isNow((await app.get('/health/live')).headers.get('date')!);
  });

  it.each([
    ['behind', 0],
    ['ahead', 1],
  ])('agree about a message that was asked for at the one that is %s', async (_, index) => {
    const [asked, other] = index === 0 ? [early, late] : [late, early];
    const person = cluster.newPerson();
    const { verification_id: id } = await asked.register(person);
    const status = await asked.untilStatus(id, 'sent');
    isNow(status.delivery.sent_at!);
    expect(await other.status(id)).toEqual(status);
    expect(await other.resend(id)).toMatchObject({ status: 429 });
    await until(async () => (await other.resend(id)).status === 202, 'the resend');
    await asked.untilStatus(id, 'sent');
    const [message] = await cluster.telegram.untilCodeMessages(person.telegram_chat_id, 1);
    expect(await other.verifyOtp(id, codeOf(message!)!)).toMatchObject({ status: 200 });
  });

  it('let it die at the same moment, and only then', async () => {
    const person = cluster.newPerson();
    const { verification_id: id } = await early.register(person);
    const { delivery } = await late.untilStatus(id, 'sent');
    const ends = await Promise.all(
      [early, late].map(async (api) => (await api.untilStatus(id, 'expired'), Date.now())),
    );
    for (const end of ends) expect(Math.abs(end - Date.parse(delivery.delete_at!))).toBeLessThan(AGREEMENT_MS);
    await cluster.telegram.untilEmpty(person.telegram_chat_id);
    const { delivery: gone } = await early.status(id);
    const overstayMs = Date.parse(gone.deleted_at!) - Date.parse(delivery.delete_at!);
    expect(overstayMs).toBeGreaterThanOrEqual(0);
    expect(overstayMs).toBeLessThan(LATENESS_MS);
  });

  it('go on by the same time when the one that has the bot is restarted, and its wall clock set meanwhile', async () => {
    const person = cluster.newPerson();
    const { verification_id: id } = await late.register(person);
    const { delivery } = await late.untilStatus(id, 'sent');
    const [owner] = await cluster.roles();
    await restartWithClock(owner, 60 * MINUTE);
    await cluster.telegram.untilEmpty(person.telegram_chat_id);
    const { delivery: gone } = await late.status(id);
    expect(Date.parse(gone.deleted_at!)).toBeGreaterThanOrEqual(Date.parse(delivery.delete_at!));
    isNow((await new Api(owner).register()).expires_at, START_TTL_SECONDS);
  });

  /** Its end is a clean one: nobody has to wait for a lease. */
  async function restartWithClock(app: AppProcess, setBy: number): Promise<void> {
    const clock = clocks[cluster.instances.indexOf(app)]!;
    await app.signal('SIGTERM');
    clock.set(setBy);
    await app.boot(clock.settings);
  }
});
