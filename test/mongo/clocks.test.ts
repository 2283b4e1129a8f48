import { setTimeout as pause } from 'node:timers/promises';
import { Api } from '../harness/api';
import type { AppProcess } from '../harness/app.process';
import { Cluster } from '../harness/cluster';
import { codeOf } from '../harness/telegram';
import { until } from '../harness/until';
import { WallClock } from '../harness/wall.clock';

const MINUTE = 60_000;
const TTL_SECONDS = 12;
const START_TTL_SECONDS = 600;
const LOOK_EVERY_MS = 20;
/** A `Date` header is cut to the second. */
const SECOND = 1_000;

/** When a question was asked, and when it was answered: the truth lies between. */
type Span = Readonly<{ from: number; to: number }>;

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

  async function timed<T>(ask: () => Promise<T>): Promise<Span & Readonly<{ answer: T }>> {
    const from = Date.now();
    const answer = await ask();
    return { from, to: Date.now(), answer };
  }

  /** Who asks a server for the time knows it no better than its answer was quick. */
  const leewayOf = ({ from, to }: Span) => SECOND + to - from;

  function expectIn(moment: string | number, span: Span, seconds = 0): void {
    const at = new Date(moment).getTime() - seconds * SECOND;
    expect(at).toBeGreaterThanOrEqual(span.from - leewayOf(span));
    expect(at).toBeLessThanOrEqual(span.to + leewayOf(span));
  }

  it('name the same moments, which are those of the server', async () => {
    for (const api of [early, late]) {
      const started = await timed(() => api.register());
      expectIn(started.answer.expires_at, started, START_TTL_SECONDS);
      const alive = await timed(() => api.app.get('/health/live'));
      expectIn(alive.answer.headers.get('date')!, alive);
    }
  });

  it.each([
    ['behind', 0],
    ['ahead', 1],
  ])('agree about a message that was asked for at the one that is %s', async (_, index) => {
    const [asked, other] = index === 0 ? [early, late] : [late, early];
    const person = cluster.newPerson();
    const sending = await timed(async () => {
      const started = await asked.register(person);
      return asked.untilStatus(started.verification_id, 'sent');
    });
    const status = sending.answer;
    const id = status.verification_id;
    expectIn(status.delivery.sent_at!, sending);
    expect(await other.status(id)).toEqual(status);
    await resendInTime(other, id, Date.parse(status.resend_at));
    await asked.untilStatus(id, 'sent');
    const [message] = await cluster.telegram.untilCodeMessages(person.telegram_chat_id, 1);
    expect(await other.verifyOtp(id, codeOf(message!)!)).toMatchObject({ status: 200 });
  });

  it('let it die at the same moment, and only then', async () => {
    const person = cluster.newPerson();
    const { verification_id: id } = await early.register(person);
    const { delivery } = await late.untilStatus(id, 'sent');
    for (const end of await Promise.all([early, late].map((api) => untilExpired(api, id))))
      expectIn(delivery.delete_at!, end);
    const gone = await untilDeleted(early, id);
    const overstayMs = Date.parse(gone.deleted_at!) - Date.parse(delivery.delete_at!);
    expect(overstayMs).toBeGreaterThanOrEqual(0);
    // So late it would be by the clock that is behind.
    expect(overstayMs).toBeLessThan(2 * MINUTE);
  });

  it('go on by the same time when the one that has the bot is restarted, and its wall clock set meanwhile', async () => {
    const person = cluster.newPerson();
    const { verification_id: id } = await late.register(person);
    const { delivery } = await late.untilStatus(id, 'sent');
    const [owner] = await cluster.roles();
    await restartWithClock(owner, 60 * MINUTE);
    const gone = await untilDeleted(late, id);
    expect(Date.parse(gone.deleted_at!)).toBeGreaterThanOrEqual(Date.parse(delivery.delete_at!));
    const started = await timed(() => new Api(owner).register());
    expectIn(started.answer.expires_at, started, START_TTL_SECONDS);
  });

  const untilDeleted = (api: Api, id: string) =>
    until(async () => {
      const { delivery } = await api.status(id);
      return delivery.deleted_at !== null && delivery;
    }, 'the message to be gone, and that to be known');

  /** Refused before, and taken after. */
  async function resendInTime(api: Api, id: string, resendAt: number): Promise<void> {
    for (;;) {
      const tried = await timed(() => api.resend(id));
      if (tried.answer.status === 202) return expect(resendAt).toBeLessThanOrEqual(tried.to + leewayOf(tried));
      expect(tried.answer.status).toBe(429);
      expect(resendAt).toBeGreaterThanOrEqual(tried.from - leewayOf(tried));
      await pause(LOOK_EVERY_MS);
    }
  }

  /** From the last time that it was told otherwise. */
  async function untilExpired(api: Api, id: string): Promise<Span> {
    for (let before = Date.now(); ;) {
      const { answer, from, to } = await timed(() => api.status(id));
      if (answer.status === 'expired') return { from: before, to };
      before = from;
      await pause(LOOK_EVERY_MS);
    }
  }

  /** Its end is a clean one: nobody has to wait for a lease. */
  async function restartWithClock(app: AppProcess, setBy: number): Promise<void> {
    const clock = clocks[cluster.instances.indexOf(app)]!;
    await app.signal('SIGTERM');
    clock.set(setBy);
    await app.boot(clock.settings);
  }
});
