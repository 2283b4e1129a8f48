import type { CallRecord } from '../src/sandbox/sandbox.calls';
import { Agent, fetch as pooledFetch } from 'undici';
import { Api, type Problem, type Started } from './harness/api';
import { AppProcess } from './harness/app.process';
import { Telegram } from './harness/telegram';
import { until } from './harness/until';

const PER_SECOND = 25;
const DEADLINE_SECONDS = 12;
const CONNECTIONS = 50;
const SPAN_SECONDS = 5;

let telegram: Telegram;
let app: AppProcess;
let api: Api;
let calls: CallRecord[];

const start = async (settings: Readonly<Record<string, string>> = {}, limits = true) => {
  telegram = await Telegram.start({ limits });
  calls = [];
  const add = telegram.world.calls.add.bind(telegram.world.calls);
  jest.spyOn(telegram.world.calls, 'add').mockImplementation((call) => {
    calls.push(call);
    add(call);
  });
  app = await AppProcess.start({ ...telegram.settings, OTP_TTL_SECONDS: '5', ...settings });
  api = new Api(app);
  await until(async () => (await app.get<{ status: string }>('/health')).body.status === 'ok', 'the bot to be up');
};

afterEach(async () => {
  await app.close();
  await telegram.stop();
});

const sends = () => calls.filter(({ method, status }) => method === 'sendPhoto' && status === 200);
const overLimit = () => calls.filter(({ status, fault }) => status === 429 && fault === undefined);

/** Over a few seconds: who asks ten thousand times from the process that counts is not punctual to the millisecond. */
const mostIn = (seconds: number, times: readonly number[]): number =>
  Math.max(0, ...times.map((start) => times.filter((time) => time >= start && time < start + seconds * 1000).length));

/** How many deletions of those known were later than that. */
async function laterThan(seconds: number): Promise<number> {
  const { body } = await app.get<string>('/metrics');
  const of = (suffix: string) => Number(new RegExp(`^message_overstay_seconds_${suffix} (\\d+)$`, 'm').exec(body)?.[1]);
  return of('count') - of(`bucket\\{le="${seconds}"\\}`);
}

/** Asks so many times at once, over a few connections, as a flood would. */
async function flood(
  count: number,
): Promise<{ accepted: Started[]; refused: [status: number, wait: string | null, code: string][] }> {
  const dispatcher = new Agent({ connections: CONNECTIONS });
  const accepted: Started[] = [];
  const refused: [number, string | null, string][] = [];
  const ask = async () => {
    const body = JSON.stringify({ name: 'Ann', email: 'ann@example.org', telegram_chat_id: api.nextPerson() });
    const headers = { 'content-type': 'application/json' };
    const answer = await pooledFetch(`${app.url}/api/register`, { method: 'POST', body, headers, dispatcher });
    const told = (await answer.json()) as Started & Problem;
    if (answer.status === 202) accepted.push(told);
    else refused.push([answer.status, answer.headers.get('retry-after'), told.code]);
  };
  let left = count;
  const worker = async () => {
    while (left-- > 0) await ask();
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, worker));
  await dispatcher.close();
  return { accepted, refused };
}

describe('more than Telegram takes', () => {
  it('ten thousand requests: as many as can be delivered are, the others are told to come again, deletions stay punctual', async () => {
    await start({ DELIVERY_DEADLINE_SECONDS: String(DEADLINE_SECONDS) }, false);
    const { accepted, refused } = await flood(10_000);
    expect(accepted.length + refused.length).toBe(10_000);
    expect(accepted.length).toBeGreaterThan(PER_SECOND * DEADLINE_SECONDS * 0.4);
    expect(new Set(refused.map(([status, , code]) => `${status} ${code}`))).toEqual(new Set(['503 overloaded']));
    expect(refused.every(([, wait]) => Number(wait) >= 1)).toBe(true);
    await until(() => sends().length >= accepted.length, 'all that were accepted to be sent');
    expect(sends()).toHaveLength(accepted.length);
    for (const { verification_id: id } of accepted)
      expect(['sent', 'expired']).toContain((await api.status(id)).status);
    await until(
      async () => /^deletions_pending 0$/m.test((await app.get<string>('/metrics')).body),
      'all to be deleted',
    );
    const times = sends().map(({ at }) => at.getTime());
    // A busy machine lets them arrive a second's worth at once.
    expect(mostIn(SPAN_SECONDS, times)).toBeLessThanOrEqual((SPAN_SECONDS + 2) * PER_SECOND);
    expect(await laterThan(5)).toBe(0);
  });

  it('after an outage what waited goes out at the usual pace, and nothing twice', async () => {
    await start({ DELIVERY_DEADLINE_SECONDS: '60', OTP_TTL_SECONDS: '30' });
    const known = await api.register({ telegram_chat_id: api.nextPerson() });
    await api.untilStatus(known.verification_id, 'sent');
    telegram.misbehave({ fault: 'server_error', times: null });
    const started = await Promise.all(
      Array.from({ length: 60 }, () => api.register({ telegram_chat_id: api.nextPerson() })),
    );
    const circuit = async () => {
      const { body } = await app.get<{ bots: [{ circuit: string }]; status: string }>('/health');
      return `${body.bots[0].circuit} ${body.status}`;
    };
    await until(async () => (await circuit()) === 'open degraded', 'Telegram to be left alone');
    expect((await app.get<string>('/metrics')).body).toMatch(/^telegram_circuit_state\{bot="\d+"\} 2$/m);
    const triedBefore = calls.filter(({ method }) => method === 'sendPhoto').length;
    telegram.world.faults.clear();
    for (const { verification_id: id } of started) await api.untilStatus(id, 'sent');
    expect(await circuit()).toBe('closed ok');
    expect(triedBefore).toBeLessThan(60);
    expect(sends()).toHaveLength(61);
    expect(overLimit()).toEqual([]);
  });

  it('two messages for one chat go a second apart', async () => {
    await start({ OTP_TTL_SECONDS: '30' });
    const person = api.nextPerson();
    const started = await Promise.all([1, 2].map(() => api.register({ telegram_chat_id: person })));
    for (const { verification_id: id } of started) await api.untilStatus(id, 'sent');
    const [first, second] = sends().map(({ at }) => at.getTime());
    expect(second! - first!).toBeGreaterThanOrEqual(1000);
    expect(overLimit()).toEqual([]);
  });
});

describe('the line with which a person presses Start', () => {
  it('leaves the chat with its code, after a crash too, and the message stays', async () => {
    await start({ OTP_TTL_SECONDS: '30' });
    const person = await telegram.addPerson('Ann');
    const linesOf = () => telegram.world.chat(telegram.world.primaryBot, person)!.messages;
    telegram.misbehave({ fault: 'server_error', method: 'deleteMessage' });
    const started = await api.register();
    await telegram.pressStart(person, started.telegram_link);
    await telegram.untilCodeMessages(person, 1);
    await app.crash();
    await app.boot();
    await until(() => linesOf().size === 1, 'the line to be gone');
    expect(await telegram.codeMessages(person)).toHaveLength(1);
  });
});
