import { aMongoUrl, withDatabase } from '../harness/store';
import { Api, type Problem, type Started } from '../harness/api';
import { AppProcess } from '../harness/app.process';
import { freePort } from '../harness/ports';
import { Cluster, inParallel } from '../harness/cluster';
import { OwnMongo } from '../harness/mongo';
import { Relay } from '../harness/relay';
import { codeOf } from '../harness/telegram';
import { until } from '../harness/until';

type Registered = Readonly<{ id: string; person: number }>;

/** What an operator reads: no requests, which each have their line. */
const linesOf = ({ output }: AppProcess): string[] =>
  output.split('\n').filter((line) => line.trim() && !line.includes('"msg":"request"'));

const countOf = (app: AppProcess, word: string): number => linesOf(app).filter((line) => line.includes(word)).length;

const statusOf = async (app: AppProcess, path: string): Promise<number> => (await app.get(path)).status;

const untilReady = (cluster: Cluster, isReady: boolean) =>
  until(
    async () => {
      const statuses = await Promise.all(cluster.instances.map((app) => statusOf(app, '/health/ready')));
      return statuses.every((status) => status === (isReady ? 200 : 503));
    },
    `all instances to be ${isReady ? 'ready' : 'unready'}`,
  );

async function expectRefusedForNow(api: Api, cluster: Cluster): Promise<void> {
  const answer = await api.tryRegister(cluster.newPerson());
  expect(answer).toMatchObject({ status: 503, body: { code: 'storage_unavailable' } });
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
}

async function registerSomebody(cluster: Cluster, api: Api): Promise<Registered> {
  const person = cluster.newPerson();
  const { verification_id: id } = await api.register(person);
  return { id, person: person.telegram_chat_id };
}

describe('storage is away when the instances start', () => {
  let relay: Relay;
  let cluster: Cluster;

  beforeEach(async () => {
    relay = await Relay.to(aMongoUrl());
    cluster = await Cluster.prepare({ instances: 2, databaseUrl: relay.uri });
  });

  afterEach(async () => {
    await relay.mend();
    await cluster.close();
    await relay.close();
  });

  it.each(['cut', 'stall'] as const)('%s: they live and say once why they are not ready, then serve', async (way) => {
    relay[way]();
    await Promise.all(cluster.instances.map((app) => app.launch()));
    const [app] = cluster.instances as [AppProcess];
    for (let asked = 0; asked < 3; asked++) {
      expect(await statusOf(app, '/health/live')).toBe(200);
      expect(await statusOf(app, '/health/ready')).toBe(503);
      await expectRefusedForNow(new Api(app), cluster);
    }
    await until(() => countOf(app, 'MongoDB cannot be used') > 0, 'the reason');
    await relay.mend();
    await untilReady(cluster, true);
    const registered = await registerSomebody(cluster, new Api(app));
    await new Api(app).untilStatus(registered.id, 'sent');
    expect(await cluster.telegram.codeMessages(registered.person)).toHaveLength(1);
    for (const { output } of cluster.instances) expect(output).not.toMatch(/unhandled|uncaught/i);
    for (const each of cluster.instances) {
      expect(countOf(each, 'MongoDB cannot be used')).toBe(1);
      expect(countOf(each, 'MongoDB is up')).toBe(1);
      // What is said beside that is said once, too.
      expect(linesOf(each).length).toBeLessThan(20);
    }
  });
});

it('a server that cannot be reached is named in the log without the account that was to be used there', async () => {
  const databaseUrl = `mongodb://somebody:Gehe1mesWort@127.0.0.1:${await freePort()}/test`;
  const app = await AppProcess.prepare({ DATABASE_URL: databaseUrl });
  try {
    await app.launch();
    await until(() => countOf(app, 'MongoDB cannot be used') > 0, 'the reason');
    expect(await new Api(app).tryRegister({})).toMatchObject({ status: 503, body: { code: 'storage_unavailable' } });
    expect(app.output).not.toMatch(/somebody|Gehe1mesWort/);
  } finally {
    await app.close();
  }
});

describe('storage is lost in the middle', () => {
  let cluster: Cluster;
  const running: { close(): Promise<void> }[] = [];
  let regain = async (): Promise<void> => undefined;

  afterEach(async () => {
    await regain();
    for (const part of running.splice(0).reverse()) await part.close();
  });

  async function startOn(databaseUrl: string): Promise<void> {
    cluster = await Cluster.start({ instances: 2, databaseUrl, settings: { OTP_TTL_SECONDS: '15' } });
    running.push(cluster);
  }

  it('the connections break, and later fall silent: nothing that was acknowledged is lost, and no message stays', async () => {
    const relay = await Relay.to(aMongoUrl());
    running.push(relay);
    await startOn(relay.uri);
    for (const lose of [() => relay.cut(), () => relay.stall()]) {
      regain = () => relay.mend();
      await loseAndRegain(async () => lose());
    }
  });

  it('the server is killed, and started again on what it kept: the same', async () => {
    const server = await OwnMongo.start();
    running.push(server);
    await startOn(withDatabase(server.uri, 'test'));
    regain = () => server.boot();
    await loseAndRegain(() => server.kill());
  });

  /** Some messages are in Telegram, others are on their way there, and requests go on coming. */
  async function loseAndRegain(lose: () => Promise<void>): Promise<void> {
    const { api, telegram } = cluster;
    const early = await Promise.all(Array.from({ length: 10 }, () => registerSomebody(cluster, api)));
    for (const { id } of early) await api.untilStatus(id, 'sent');
    telegram.world.faults.clear();
    telegram.misbehave({ fault: 'slow', seconds: 0.5, times: 40, method: 'sendPhoto' });
    const requests = registerWhile(60);
    await until(() => telegram.world.faults.list()[0]!.hits > 5, 'sends to be under way');
    await lose();
    await untilReady(cluster, false);
    for (const app of cluster.instances) {
      expect(await statusOf(app, '/health/live')).toBe(200);
      await expectRefusedForNow(new Api(app), cluster);
    }
    const { acknowledged, refusals } = await requests;
    for (const { code } of refusals) expect(code).toBe('storage_unavailable');
    await regain();
    regain = async () => undefined;
    await untilReady(cluster, true);
    await inParallel(acknowledged, 8, expectOneLivingCode);
    await until(async () => {
      const left = await inParallel([...early, ...acknowledged], 8, ({ person }) => telegram.codeMessages(person));
      return left.flat().length === 0;
    }, 'the messages to be gone');
    for (const { output } of cluster.instances) expect(output).not.toMatch(/unhandled|uncaught/i);
    expect(cluster.instances.map((app) => app.isRunning)).toEqual([true, true]);
  }

  /** At both instances, past the load balancer. */
  async function registerWhile(count: number): Promise<{ acknowledged: Registered[]; refusals: Problem[] }> {
    const acknowledged: Registered[] = [];
    const refusals: Problem[] = [];
    await inParallel(Array.from({ length: count }), 6, async () => {
      const person = cluster.newPerson();
      const api = new Api(cluster.instances[person.telegram_chat_id % 2]!);
      const { status, body } = await api.tryRegister(person);
      if (status !== 202) refusals.push(body as Problem);
      else acknowledged.push({ id: (body as Started).verification_id, person: person.telegram_chat_id });
    });
    return { acknowledged, refusals };
  }

  /** Its newest code opens, unless its time ran out while nobody could be let in; no other code ever does. */
  async function expectOneLivingCode({ id, person }: Registered): Promise<void> {
    await until(async () => /^(sent|expired)$/.test((await cluster.api.status(id)).status), `${id} to be sent`);
    const messages = await cluster.telegram.codeMessages(person);
    const [newest, ...older] = messages.toSorted((a, b) => b.message_id - a.message_id);
    for (const ghost of older) expect([401, 410]).toContain((await cluster.api.verifyOtp(id, codeOf(ghost)!)).status);
    if (newest) expect([200, 410]).toContain((await cluster.api.verifyOtp(id, codeOf(newest)!)).status);
  }
});
