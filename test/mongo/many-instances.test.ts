import { rounds } from '../harness/rounds';
import { Api, wrongCode, type Problem, type Started } from '../harness/api';
import { Cluster, inParallel, recordCalls, sendsByChat } from '../harness/cluster';
import { mongoKind } from '../harness/mongo';
import { codeOf, tokenOf, type PhoneMessage } from '../harness/telegram';
import { until } from '../harness/until';

const PEOPLE = Math.min(rounds(80), 1_000);

const linkOf = (message: PhoneMessage): string => message.buttons.flat().find((button) => button.kind === 'url')!.url!;

const countOf = (statuses: readonly number[], status: number): number =>
  statuses.filter((each) => each === status).length;

describe('three instances behind a load balancer', () => {
  let cluster: Cluster;
  /** Each instance by itself, past the load balancer. */
  let apis: Api[];

  beforeAll(async () => {
    cluster = await Cluster.start({ instances: 3, settings: { OTP_TTL_SECONDS: '120', RESEND_COOLDOWN_SECONDS: '4' } });
    apis = cluster.instances.map((app) => new Api(app));
  });

  afterAll(() => cluster.close());

  /** Registered at one instance, and the message is in Telegram. */
  async function register(api: Api): Promise<Readonly<{ id: string; person: number; message: PhoneMessage }>> {
    const { telegram_chat_id: person, email } = cluster.newPerson();
    const { verification_id: id } = await api.register({ telegram_chat_id: person, email });
    const [message] = await cluster.telegram.untilCodeMessages(person, 1);
    await api.untilStatus(id, 'sent');
    return { id, person, message: message! };
  }

  it('one of them has the bot, the others stand by and know which', async () => {
    const all = await Promise.all(cluster.instances.map((app) => cluster.healthOf(app)));
    const owner = all.find((health) => health?.state === 'up')!;
    expect(all.map((health) => health!.state).toSorted()).toEqual(['standby', 'standby', 'up']);
    expect(all.map((health) => health!.heldBy)).toEqual([owner.instance, owner.instance, owner.instance]);
    expect(new Set(all.map((health) => health!.instance)).size).toBe(3);
  });

  it('many people register: each gets one message with a code, none gets two (kratos #732, #652)', async () => {
    const calls = recordCalls(cluster.telegram);
    const people = Array.from({ length: PEOPLE }, () => cluster.newPerson());
    const started = await inParallel(people, 24, (person) => cluster.api.register(person));
    expect(new Set(started.map(({ verification_id: id }) => id)).size).toBe(PEOPLE);
    await until(() => sendsByChat(calls).size >= PEOPLE, 'everybody to have a message');
    const statuses = await inParallel(started, 24, ({ verification_id: id }) => cluster.api.untilStatus(id, 'sent'));
    expect(statuses.map(({ delivery }) => delivery.attempts)).toEqual(people.map(() => 1));
    const messages = await inParallel(people, 24, (person) => cluster.telegram.codeMessages(person.telegram_chat_id));
    expect(messages.filter((each) => each.length !== 1)).toEqual([]);
    expect([...sendsByChat(calls).values()].filter((count) => count !== 1)).toEqual([]);
    expect(sendsByChat(calls).size).toBe(PEOPLE);
    expect(cluster.proxy).toMatchObject({ retried: 0, failed: [] });
  });

  it('a code opens at another instance than the one where it was asked for', async () => {
    for (const [index, api] of apis.entries()) {
      const { id, person, message } = await register(api);
      const elsewhere = apis[(index + 1) % 3]!;
      expect(await elsewhere.verifyOtp(id, codeOf(message)!)).toMatchObject({ status: 200 });
      await cluster.telegram.untilEmpty(person);
    }
  });

  it('of 60 requests that bring the code or the link to all instances at once, one comes in', async () => {
    const { id, message } = await register(cluster.api);
    const tries = Array.from({ length: 60 }, (_, index) => {
      const api = apis[index % 3]!;
      if (index % 2) return api.verifyLink(tokenOf(linkOf(message)));
      return api.verifyOtp(id, codeOf(message)!);
    });
    const statuses = (await Promise.all(tries)).map(({ status }) => status);
    expect(countOf(statuses, 200)).toBe(1);
    expect(statuses.filter((status) => ![200, 409, 429].includes(status))).toEqual([]);
  });

  it('of 40 wrong codes that come to all instances at once, five are compared', async () => {
    const { id, message } = await register(cluster.api);
    const wrong = wrongCode(codeOf(message)!);
    const tries = Array.from({ length: 40 }, (_, index) => apis[index % 3]!.verifyOtp(id, wrong));
    const answers = await Promise.all(tries);
    const compared = answers.filter(({ status }) => status === 401);
    const left = compared.map(({ body }) => body.attempts_left!).toSorted();
    expect(left).toHaveLength(5);
    // The stand-in answers with a document that somebody may have changed again since.
    expect(left).toEqual(mongoKind === 'stand-in' ? expect.arrayContaining([0]) : [0, 1, 2, 3, 4]);
    expect(
      countOf(
        answers.map(({ status }) => status),
        429,
      ),
    ).toBe(35);
    const right = await cluster.api.verifyOtp(id, codeOf(message)!);
    expect(right).toMatchObject({ status: 429, body: { code: 'too_many_attempts' } });
  });

  it('an Idempotency-Key means the same verification at each instance, also at the same time', async () => {
    const person = { name: 'Ann', ...cluster.newPerson() };
    const key = { 'idempotency-key': 'one-and-the-same' };
    const answers = await Promise.all([...apis, ...apis].map((api) => api.tryRegister(person, key)));
    answers.push(await apis[1]!.tryRegister(person, key));
    expect(new Set(answers.map(({ body }) => (body as Started).verification_id)).size).toBe(1);
    const { verification_id: id } = answers[0]!.body as Started;
    await cluster.api.untilStatus(id, 'sent');
    expect(await cluster.telegram.codeMessages(person.telegram_chat_id)).toHaveLength(1);
    const other = await apis[2]!.tryRegister({ ...person, name: 'Bob' }, key);
    expect(other).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
  });

  it('a resend has to wait at each instance, and of parallel ones one succeeds', async () => {
    const { id, person, message } = await register(cluster.api);
    const { resend_at: resendAt } = await cluster.api.status(id);
    const resent = await until(async () => {
      const answers = await Promise.all(apis.map((api) => api.resend(id)));
      return answers.some(({ status }) => status === 202) ? answers.map(({ status }) => status) : undefined;
    }, 'the cool-down to be over');
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(resendAt));
    expect(resent.toSorted()).toEqual([202, 429, 429]);
    const [fresh] = await until(async () => {
      const messages = await cluster.telegram.codeMessages(person);
      return messages.length === 1 && messages[0]!.message_id > message.message_id ? messages : undefined;
    }, 'the new message alone');
    expect(await apis[2]!.verifyOtp(id, codeOf(message)!)).toMatchObject({ status: 401 });
    expect(await apis[2]!.verifyOtp(id, codeOf(fresh!)!)).toMatchObject({ status: 200 });
  });
});

describe('two instances that let an address ask three times a minute', () => {
  let cluster: Cluster;

  beforeAll(async () => {
    cluster = await Cluster.start({ instances: 2, settings: { LIMIT_REQUESTS_PER_IP_MINUTE: '3' } });
  });

  afterAll(() => cluster.close());

  it('let three through together, not three each (security 10)', async () => {
    const apis = cluster.instances.map((app) => new Api(app));
    const tries = Array.from({ length: 12 }, (_, index) => apis[index % 2]!.tryRegister(cluster.newPerson()));
    const answers = await Promise.all(tries);
    expect(
      countOf(
        answers.map(({ status }) => status),
        202,
      ),
    ).toBe(3);
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(9);
    expect(new Set(refused.map(({ body }) => (body as Problem).code))).toEqual(new Set(['rate_limited']));
    for (const { headers } of refused) expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  });
});
