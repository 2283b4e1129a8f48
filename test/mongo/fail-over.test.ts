import { Api, type Started } from '../harness/api';
import type { AppProcess } from '../harness/app.process';
import type { CallRecord } from '../../src/sandbox/sandbox.calls';
import { Cluster, inParallel, recordCalls, sendsByChat, type LeaseLog } from '../harness/cluster';
import { codeOf, type PhoneMessage } from '../harness/telegram';
import { until } from '../harness/until';

const AT_A_TIME = 16;

type Rows = Readonly<{ deliveries: readonly object[] }>;
type Registered = Readonly<{ id: string; person: number }>;

describe('the instance that has the bot', () => {
  let cluster: Cluster;
  let calls: CallRecord[];
  let leases: LeaseLog;

  beforeAll(async () => {
    cluster = await Cluster.start({
      instances: 3,
      settings: { OTP_TTL_SECONDS: '600', TELEGRAM_TIMEOUT_SECONDS: '30' },
    });
    calls = recordCalls(cluster.telegram);
    leases = await cluster.watchLeases();
  });

  beforeEach(async () => {
    cluster.telegram.world.faults.clear();
    await cluster.boot();
    cluster.proxy.failed.length = 0;
  });

  afterAll(async () => {
    await leases.end();
    await cluster.close();
  });

  /** By way of the load balancer, which may repeat a request; only what was acknowledged counts. */
  async function registerMany(count: number): Promise<Registered[]> {
    const people = Array.from({ length: count }, () => cluster.newPerson());
    const answers = await inParallel(people, AT_A_TIME, async (person) => {
      const { status, body } = await cluster.api.tryRegister(person, { 'idempotency-key': person.email });
      return status === 202 ? [{ id: (body as Started).verification_id, person: person.telegram_chat_id }] : [];
    });
    return answers.flat();
  }

  const slowDown = (seconds: number) =>
    cluster.telegram.misbehave({ fault: 'slow', seconds, times: null, method: 'sendPhoto' });

  const untilSomeAreUnderWay = () =>
    until(() => cluster.telegram.world.faults.list().some(({ hits }) => hits > 20), 'sends to be under way');

  const untilAllAreSent = (registered: readonly Registered[]) =>
    inParallel(registered, 16, ({ id }) => cluster.api.untilStatus(id, 'sent'));

  const newestFirst = async ({ person }: Registered): Promise<PhoneMessage[]> =>
    (await cluster.telegram.codeMessages(person)).toSorted((a, b) => b.message_id - a.message_id);

  /** The newest message's code opens; those of older ones, which nobody knows of, do not. */
  async function expectOneLivingCode(registered: Registered): Promise<void> {
    const [newest, ...older] = await newestFirst(registered);
    for (const ghost of older)
      expect(await cluster.api.verifyOtp(registered.id, codeOf(ghost)!)).toMatchObject({ status: 401 });
    expect(await cluster.api.verifyOtp(registered.id, codeOf(newest!)!)).toMatchObject({ status: 200 });
  }

  /** All that is left is what nobody knows of: messages that went out without anybody being told. */
  const untilBurnt = (registered: readonly Registered[]) =>
    until(async () => {
      const left = await inParallel(registered, 16, newestFirst);
      return left.every((messages, index) => messages.length < sendsByChat(calls).get(registered[index]!.person)!);
    }, 'every message whose code was used to be gone');

  const untilAnotherOwner = (before: AppProcess) =>
    until(async () => {
      const others = cluster.instances.filter((app) => app !== before && app.isRunning);
      const all = await Promise.all(others.map((app) => cluster.healthOf(app)));
      return others.find((_, index) => all[index]?.state === 'up');
    }, 'another instance to have the bot');

  /** Not before its lease was over, and soon then. */
  async function expectTakenOverInTime(from: string): Promise<void> {
    const [freeForMs] = await until(() => {
      const found = leases.freeForMs(from);
      return found.length > 0 && found;
    }, 'the lease to be seen at another');
    expect(freeForMs).toBeGreaterThanOrEqual(0);
    expect(freeForMs).toBeLessThan(cluster.takeoverWithinMs);
  }

  async function isAllSent(app: AppProcess): Promise<boolean> {
    const waiting = ['queued', 'sending'].map((state) => app.get<Rows>(`/api/admin/deliveries?status=${state}`));
    return (await Promise.all(waiting)).every(({ body }) => body.deliveries.length === 0);
  }
  const nameOf = async (app: AppProcess) => (await cluster.healthOf(app))!.instance;

  it('killed while it sends: another has the bot in time, and nothing that was acknowledged is lost', async () => {
    const [owner] = await cluster.roles();
    const name = await nameOf(owner);
    slowDown(0.5);
    const registering = registerMany(60);
    await untilSomeAreUnderWay();
    await owner.kill();
    await untilAnotherOwner(owner);
    await expectTakenOverInTime(name);
    cluster.telegram.world.faults.clear();
    const registered = await registering;
    expect(registered).toHaveLength(60);
    await untilAllAreSent(registered);
    await inParallel(registered, 16, expectOneLivingCode);
    await untilBurnt(registered);
  });

  it('stopped: another has the bot at once, nothing is lost and nothing is sent twice', async () => {
    const [owner] = await cluster.roles();
    const name = await nameOf(owner);
    slowDown(0.3);
    const registering = registerMany(48);
    await untilSomeAreUnderWay();
    const stopped = owner.signal('SIGTERM');
    await untilAnotherOwner(owner);
    // What nobody had given back would not have been over yet.
    expect((await until(() => leases.freeForMs(name)[0], 'the lease to be seen at another')) < 0).toBe(true);
    expect(await stopped).toBe(0);
    const registered = await registering;
    expect(registered).toHaveLength(48);
    await untilAllAreSent(registered);
    expect(registered.map(({ person }) => sendsByChat(calls).get(person))).toEqual(registered.map(() => 1));
    expect(cluster.proxy.failed).toEqual([]);
    expect(owner.output).not.toContain('without waiting');
  });

  it('asleep while another took over: it stands by, sends nothing more, and takes over in its turn', async () => {
    const [owner] = await cluster.roles();
    const name = await nameOf(owner);
    slowDown(0.5);
    const registering = registerMany(48);
    await untilSomeAreUnderWay();
    owner.fallAsleep();
    const successor = await untilAnotherOwner(owner);
    await expectTakenOverInTime(name);
    const nameOfSuccessor = await nameOf(successor);
    cluster.telegram.world.faults.clear();
    await until(() => isAllSent(successor), 'what it had under way to be sent by another');
    const callsBefore = calls.length;
    owner.wakeUp();
    await until(async () => (await cluster.healthOf(owner))?.state === 'standby', 'it to stand by');
    const registered = await registering;
    // Who asked it right before was told to come again, at worst.
    expect(registered.length).toBeGreaterThanOrEqual(48 - AT_A_TIME);
    await untilAllAreSent(registered);
    expect(await cluster.untilOwner()).toBe(successor);
    const [before, after] = [sendsByChat(calls.slice(0, callsBefore)), sendsByChat(calls.slice(callsBefore))];
    expect([...after.keys()].filter((person) => before.has(person))).toEqual([]);
    expect(conflictsIn(calls.slice(callsBefore))).toBeLessThanOrEqual(2);
    await until(() => cluster.proxy.ready.includes(owner.url), 'it to take requests again');
    await expectDelivered(new Api(owner));
    await inParallel(registered, 16, expectOneLivingCode);
    // What it had sent, and could not write down, it takes back: it alone knows those messages.
    await until(
      async () => (await inParallel(registered, 16, newestFirst)).every((messages) => messages.length === 0),
      'every message to be gone',
    );
    await successor.kill();
    await untilAnotherOwner(successor);
    await expectTakenOverInTime(nameOfSuccessor);
    await expectDelivered(cluster.api);
  });

  async function expectDelivered(api: Api): Promise<void> {
    const person = cluster.newPerson();
    const { verification_id: id } = await api.register(person);
    await api.untilStatus(id, 'sent');
    const each = { id, person: person.telegram_chat_id };
    expect(await newestFirst(each)).toHaveLength(1);
    await expectOneLivingCode(each);
  }
});

const conflictsIn = (calls: readonly CallRecord[]): number => calls.filter(({ status }) => status === 409).length;
