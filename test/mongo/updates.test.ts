import { setTimeout as pause } from 'node:timers/promises';
import { Cluster, recordCalls, sendsByChat } from '../harness/cluster';
import { until } from '../harness/until';

const SECRET = 'a_webhook-secret_of_32_characters';
const PRESSES_AT_A_TIME = 4;
/** Traffic, and no flood: a restart would only take longer. */
const BREATH_MS = 400;

describe('two instances that go over to webhooks and back, one after the other', () => {
  let cluster: Cluster;

  beforeAll(async () => {
    const settings = { TELEGRAM_WEBHOOK_SECRET: SECRET, OTP_TTL_SECONDS: '600' };
    cluster = await Cluster.start({ instances: 2, settings });
  });

  afterAll(() => cluster.close());

  /** Who presses Start, each at a verification of their own, until it is over. */
  function keepPressing() {
    const people: number[] = [];
    let isOver = false;
    const press = async () => {
      while (!isOver) {
        const person = await cluster.telegram.addPerson('Ann');
        const { verification_id: id, telegram_link: link } = await cluster.api.register();
        await cluster.telegram.pressStart(person, link);
        await cluster.api.untilStatus(id, 'sent');
        people.push(person);
        await pause(BREATH_MS);
      }
    };
    const pressing = Promise.all(Array.from({ length: PRESSES_AT_A_TIME }, press));
    const end = () => ((isOver = true), pressing);
    return { people, end };
  }

  it('lose no Start, and answer none twice', async () => {
    const calls = recordCalls(cluster.telegram);
    const bot = cluster.telegram.world.primaryBot;
    const presses = keepPressing();
    const some = async () => {
      const before = presses.people.length;
      await until(() => presses.people.length > before + 2 * PRESSES_AT_A_TIME, 'some to press Start');
    };
    await some();
    for (const way of ['webhook', 'polling']) {
      for (const app of cluster.instances) {
        expect(await app.signal('SIGTERM')).toBe(0);
        await app.boot({ TELEGRAM_UPDATES: way });
        await some();
      }
      await until(() => (way === 'webhook' ? bot.courier.webhook : bot.updates.isPolled), `updates by ${way}`);
      await some();
    }
    await presses.end();
    const sends = sendsByChat(calls);
    expect(presses.people.filter((person) => sends.get(person) !== 1)).toEqual([]);
    expect(cluster.instances.map(({ output }) => output).join()).not.toContain('given up');
  });
});
