import { Bot } from '../../src/sandbox/sandbox.bot';
import type { CallRecord } from '../../src/sandbox/sandbox.calls';
import type { AppProcess } from '../harness/app.process';
import { Cluster, inParallel, recordCalls, sendsByChat, type LeaseLog } from '../harness/cluster';
import { until } from '../harness/until';

const TOKENS = ['111111', '222222', '333333', '444444'].map((id) => `${id}:AAtest-token_of-the_test-bot-0123456789`);

type Health = Readonly<{ instance: string; bots: readonly Readonly<{ state: string; held_by: string | null }>[] }>;
type Registered = Readonly<{ id: string; person: number }>;

describe('four bots and several instances', () => {
  let cluster: Cluster;
  let calls: CallRecord[];
  let leases: LeaseLog;

  beforeAll(async () => {
    cluster = await Cluster.prepare({
      instances: 2,
      settings: { TELEGRAM_BOT_TOKEN: TOKENS.join(), OTP_TTL_SECONDS: '600', LOG_LEVEL: 'info' },
    });
    const { bots } = cluster.telegram.world;
    bots.splice(0, bots.length, ...TOKENS.map((token, index) => new Bot(`pool_${index}_bot`, token)));
    calls = recordCalls(cluster.telegram);
    await cluster.boot();
    leases = await cluster.watchLeases();
  });

  afterAll(async () => {
    await leases.end();
    await cluster.close();
  });

  const healthOf = async (app: AppProcess): Promise<Health> => (await app.get<Health>('/health')).body;

  /** How many bots each living instance says it works for, once every bot is somebody's and all agree whose. */
  async function shares(): Promise<number[] | undefined> {
    const all = await Promise.all(cluster.instances.filter((app) => app.isRunning).map(healthOf));
    const holders = TOKENS.map((_, bot) => {
      const up = all.filter(({ bots }) => bots[bot]!.state === 'up').map(({ instance }) => instance);
      const told = new Set(all.map(({ bots }) => bots[bot]!.held_by));
      return up.length === 1 && told.size === 1 && told.has(up[0]!) ? up[0] : undefined;
    });
    if (holders.includes(undefined)) return undefined;
    return all.map(({ instance }) => holders.filter((holder) => holder === instance).length).toSorted();
  }

  const untilShared = (wanted: readonly number[]) =>
    until(async () => (await shares())?.join() === wanted.join(), `shares of ${wanted.join()}`);

  /** A few people at a time, each once the one before has their message, until it is told to stop. */
  function keepRegistering(): () => Promise<Registered[]> {
    const registered: Registered[] = [];
    let isOver = false;
    const register = async () => {
      while (!isOver) {
        const person = cluster.newPerson();
        const { verification_id: id } = await cluster.api.register(person);
        registered.push({ id, person: person.telegram_chat_id });
        await cluster.api.untilStatus(id, 'sent');
      }
    };
    const registering = Promise.all(Array.from({ length: 8 }, register));
    return async () => {
      isOver = true;
      await registering;
      return registered;
    };
  }

  const untilAllAreSent = (registered: readonly Registered[]) =>
    inParallel(registered, 16, ({ id }) => cluster.api.untilStatus(id, 'sent'));

  it('are shared by those that start together', async () => {
    await untilShared([2, 2]);
  });

  it('give a new instance its share, in the middle of the work: nothing is lost, and nothing sent twice', async () => {
    cluster.telegram.misbehave({ fault: 'slow', seconds: 0.3, times: null, method: 'sendPhoto' });
    const stop = keepRegistering();
    const third = await cluster.add();
    await third.boot();
    await untilShared([1, 1, 2]);
    await until(() => sendsByChat(calls).size > 20, 'some work');
    const registered = await stop();
    cluster.telegram.world.faults.clear();
    await untilAllAreSent(registered);
    const sends = sendsByChat(calls);
    expect(registered.filter(({ person }) => sends.get(person) !== 1)).toEqual([]);
    expect(third.output).toContain('works for it');
  });

  it('pass from an instance that dies to the others in time, and their people are served again', async () => {
    const all = await Promise.all(cluster.instances.map(healthOf));
    const held = all.map(({ bots }) => bots.filter(({ state }) => state === 'up').length);
    const dead = held.indexOf(2);
    const handedOver = leases.passages.length;
    await cluster.instances[dead]!.kill();
    await untilShared([2, 2]);
    const freeForMs = await until(() => {
      const found = leases.freeForMs(all[dead]!.instance, handedOver);
      return found.length === 2 && found;
    }, 'both leases to be seen at others');
    for (const ms of freeForMs) {
      expect(ms).toBeGreaterThanOrEqual(0);
      expect(ms).toBeLessThan(cluster.takeoverWithinMs);
    }
    await until(() => cluster.proxy.ready.length > 0, 'the load balancer to see an instance');
    const people = Array.from({ length: 20 }, () => cluster.newPerson());
    const registered = await inParallel(people, 4, async (person) => {
      const { verification_id: id } = await cluster.api.register(person);
      return { id, person: person.telegram_chat_id };
    });
    await untilAllAreSent(registered);
    expect(registered.filter(({ person }) => sendsByChat(calls).get(person) !== 1)).toEqual([]);
  });
});
