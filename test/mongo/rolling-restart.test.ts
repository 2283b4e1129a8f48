import { setTimeout as pause } from 'node:timers/promises';
import { BEFORE, MAIN } from '../harness/app.process';
import type { Started } from '../harness/api';
import { Cluster, inParallel, recordCalls, sendsByChat } from '../harness/cluster';
import { until } from '../harness/until';

const REQUESTS_AT_A_TIME = 4;
/** Traffic, and no flood: a restart would only take longer. */
const BREATH_MS = 400;

const kind = BEFORE === MAIN ? 'restarted' : 'brought to this version';

describe(`three instances that are ${kind} one after the other, under load`, () => {
  let cluster: Cluster;

  beforeAll(async () => {
    cluster = await Cluster.prepare({ instances: 3, settings: { OTP_TTL_SECONDS: '600' } });
    for (const app of cluster.instances) app.program = BEFORE;
    await cluster.boot();
    await cluster.untilOwner();
  });

  afterAll(() => cluster.close());

  it('no request fails, and each person gets one message', async () => {
    const calls = recordCalls(cluster.telegram);
    const sent: { id: string; person: number }[] = [];
    const refused: unknown[] = [];
    let isOver = false;
    const askOnAndOn = async () => {
      while (!isOver) {
        const person = cluster.newPerson();
        const { status, body } = await cluster.api.tryRegister(person);
        if (status !== 202) refused.push({ status, body });
        else sent.push({ id: (body as Started).verification_id, person: person.telegram_chat_id });
        await pause(BREATH_MS);
      }
    };
    const load = Promise.all(Array.from({ length: REQUESTS_AT_A_TIME }, askOnAndOn));
    for (const app of cluster.instances) {
      const before = sent.length;
      await until(() => sent.length > before + 8, 'some requests');
      expect(await app.signal('SIGTERM')).toBe(0);
      await until(() => sent.length > before + 20, 'requests while it is away');
      app.program = MAIN;
      await app.boot();
      await until(() => cluster.proxy.ready.length === 3, 'the load balancer to see it again');
    }
    isOver = true;
    await load;
    expect(refused).toEqual([]);
    expect(cluster.proxy.failed).toEqual([]);
    await inParallel(sent, REQUESTS_AT_A_TIME, ({ id }) => cluster.api.untilStatus(id, 'sent'));
    expect(sent.map(({ person }) => sendsByChat(calls).get(person))).toEqual(sent.map(() => 1));
    await cluster.untilOwner();
  });
});
