import { setTimeout as pause } from 'node:timers/promises';
import { rounds } from '../harness/rounds';
import type { CallRecord } from '../../src/sandbox/sandbox.calls';
import type { Problem, Started } from '../harness/api';
import { House } from '../harness/house';
import { withoutPauses } from '../harness/side.by.side';
import { time } from '../harness/time';
import { until } from '../harness/until';

/** Any machine can do that much. */
const PER_SECOND = 5;
const DEADLINE_SECONDS = 12;
const TTL_SECONDS = 2;
const REQUESTS = rounds(200);
const AT_A_TIME = 10;
const PAUSE_MS = 25;
/** So many messages shall go while more is asked for. */
const DELETIONS = 10;
/** The first goes at once, and a timer that fires late costs no turn. */
const AHEAD = 2;

type Refusal = Readonly<{ status: number; wait: number; code: string }>;

let house: House;
let calls: CallRecord[];

const open = async (settings: Readonly<Record<string, string>>) => {
  house = await House.open({ TELEGRAM_MESSAGES_PER_SECOND: String(PER_SECOND), ...settings }, { now });
  calls = [];
  const { calls: log } = house.telegram.world;
  const add = log.add.bind(log);
  log.add = (call) => {
    calls.push(call);
    add(call);
  };
};
const close = () => house.close();

/** The product's time, which is Telegram's here too. */
const now = (): number => time.now().getTime();
const succeeded = (method: string) => calls.filter((call) => call.method === method && call.status === 200);
const sends = () => succeeded('sendPhoto');
const metrics = async () => (await house.app.get<string>('/metrics')).body;

/** A machine that is slow lets a message arrive later than it might, and none sooner. */
function expectPaced(sent: readonly CallRecord[], since: number): void {
  for (const [index, { at }] of sent.entries())
    expect(at.getTime() - since).toBeGreaterThanOrEqual(((index - AHEAD) * 1000) / PER_SECOND);
}

/** How many deletions of those known were later than that. */
async function laterThan(seconds: number): Promise<number> {
  const body = await metrics();
  const of = (suffix: string) => Number(new RegExp(`^message_overstay_seconds_${suffix} (\\d+)$`, 'm').exec(body)?.[1]);
  return of('count') - of(`bucket\\{le="${seconds}"\\}`);
}

/** Many ask at the same time, and go on asking while messages are sent and deleted. */
async function flood(): Promise<{ accepted: Started[]; refused: Refusal[] }> {
  const accepted: Started[] = [];
  const refused: Refusal[] = [];
  const ask = async () => {
    const { status, headers, body } = await house.api.tryRegister({ telegram_chat_id: house.api.nextPerson() });
    if (status === 202) accepted.push(body as Started);
    else refused.push({ status, wait: Number(headers.get('retry-after')), code: (body as Problem).code });
  };
  const askOn = async () => {
    while (accepted.length + refused.length < REQUESTS || succeeded('deleteMessage').length < DELETIONS) {
      await ask();
      await pause(PAUSE_MS);
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, askOn));
  return { accepted, refused };
}

describe('more than Telegram takes', () => {
  beforeAll(() => open({ DELIVERY_DEADLINE_SECONDS: String(DEADLINE_SECONDS), OTP_TTL_SECONDS: String(TTL_SECONDS) }));
  afterAll(close);

  it('many requests: as many as can be delivered are, the others are told to come again, deletions stay punctual', () =>
    time.byTurns(async () => {
      const since = now();
      const { accepted, refused } = await flood();
      expect(new Set(refused.map(({ status, code }) => `${status} ${code}`))).toEqual(new Set(['503 overloaded']));
      expect(Math.min(...refused.map(({ wait }) => wait))).toBeGreaterThanOrEqual(1);
      for (const { verification_id: id } of accepted)
        await until(async () => (await house.api.status(id)).status !== 'sending', `the end of ${id}`);
      const ends = await Promise.all(
        accepted.map(async ({ verification_id: id }) => (await house.api.status(id)).status),
      );
      expect(ends.filter((end) => end !== 'sent' && end !== 'expired')).toEqual([]);
      expect(sends()).toHaveLength(accepted.length);
      const perSecond = (sends().length * 1000) / (sends().at(-1)!.at.getTime() - since);
      expect(accepted.length).toBeGreaterThan(perSecond * DEADLINE_SECONDS * 0.4);
      await until(async () => /^deletions_pending 0$/m.test(await metrics()), 'all to be deleted');
      expectPaced(sends(), since);
      expect(await laterThan(5)).toBe(0);
    }));
});

describe('at its pace', () => {
  beforeAll(() => open({}));
  afterAll(close);

  it('after an outage what waited goes out as usual, and nothing twice', async () => {
    const { api, app, telegram } = house;
    const known = await api.register({ telegram_chat_id: api.nextPerson() });
    await api.untilStatus(known.verification_id, 'sent');
    telegram.misbehave({ fault: 'server_error', times: null });
    const started = await Promise.all(
      Array.from({ length: 20 }, () => api.register({ telegram_chat_id: api.nextPerson() })),
    );
    const circuit = async () => {
      const { body } = await app.get<{ bots: [{ circuit: string }]; status: string }>('/health');
      return `${body.bots[0].circuit} ${body.status}`;
    };
    await until(async () => (await circuit()) === 'open degraded', 'Telegram to be left alone');
    expect(await metrics()).toMatch(/^telegram_circuit_state\{bot="\d+"\} 2$/m);
    const triedBefore = calls.filter(({ method }) => method === 'sendPhoto').length;
    telegram.world.faults.clear();
    const all = Promise.all(started.map(({ verification_id: id }) => api.untilStatus(id, 'sent')));
    await withoutPauses(app, all);
    expect(await circuit()).toBe('closed ok');
    expect(triedBefore).toBeLessThan(20);
    expect(sends()).toHaveLength(21);
    const afterwards = sends().slice(1);
    const probes = succeeded('getMe').filter(({ at }) => at <= afterwards[0]!.at);
    expectPaced(afterwards, probes.at(-1)!.at.getTime());
  });

  it('two messages for one chat go a second apart', async () => {
    const { api } = house;
    const person = api.nextPerson();
    const since = now();
    const started = await Promise.all([1, 2].map(() => api.register({ telegram_chat_id: person })));
    for (const { verification_id: id } of started) await api.untilStatus(id, 'sent');
    const [, second] = sends().filter(({ chatId }) => chatId === person);
    expect(second!.at.getTime() - since).toBeGreaterThanOrEqual(1000);
  });
});
