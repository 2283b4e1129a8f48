import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Api, wrongCode, type Problem } from './harness/api';
import { AppProcess } from './harness/app.process';
import { production } from './harness/production';
import { codeOf, Telegram } from './harness/telegram';
import { until } from './harness/until';

const VERIFY = join(__dirname, '../dist/audit.verify.js');

type Named = Readonly<{ kind: string; id: string | null }>;
type Entry = Readonly<{
  seq: number;
  at: string;
  action: string;
  actor: Named;
  subject: Named | null;
  browser: string | null;
  system: string | null;
  origin: string | null;
  request_id: string | null;
  details: Readonly<Record<string, unknown>> | null;
}>;
type List = Readonly<{ entries: readonly Entry[]; next_cursor: string | null }>;
type Circuit = Readonly<{ bot: number }>;

let telegram: Telegram;
let app: AppProcess;
let api: Api;

const start = async (settings: Readonly<Record<string, string>> = {}) => {
  app = await AppProcess.start({ ...telegram.settings, ADMIN_API_KEY: production.adminKey, ...settings });
  api = new Api(app);
  await until(async () => (await app.get<{ status: string }>('/health')).body.status === 'ok', 'the bot to be up');
};

beforeEach(async () => {
  telegram = await Telegram.start();
});

afterEach(async () => {
  await app.close();
  await telegram.stop();
});

const list = async (query = ''): Promise<List> => (await app.get<List>(`/api/admin/audit${query}`)).body;
const actions = async (query = '') => (await list(query)).entries.map(({ action }) => action);
const linesOf = (text: string) => text.split('\n').filter(Boolean);
const exported = async (query = '') => (await fetch(`${app.url}/api/admin/audit/export${query}`)).text();
const isOnMongo = () => app.databaseUrl.startsWith('mongodb');

const byKey = { 'x-admin-key': production.adminKey };

const botId = async (): Promise<number> =>
  (await app.get<{ circuits: [Circuit] }>('/api/admin/circuits')).body.circuits[0].bot;
const reset = (bot: number, requestId = 'a-request') =>
  app.post<Circuit>(`/api/admin/circuits/${bot}/reset`, {}, { 'x-request-id': requestId, ...byKey });

/** Runs the command that an operator would run beside the app. */
async function verify(...args: string[]): Promise<Readonly<{ code: number; said: string }>> {
  const env = { PATH: process.env.PATH, DATABASE_URL: app.databaseUrl };
  const child = spawn(process.execPath, [VERIFY, ...args], { cwd: app.folder, env });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes: Buffer) => (said += bytes.toString()));
  const [code] = (await once(child, 'close')) as [number];
  return { code, said };
}

/** Somebody new signs in, after one wrong code. */
async function signIn(): Promise<Readonly<{ person: number; user: string; secrets: readonly string[] }>> {
  const person = api.nextPerson();
  const asked = { telegram_chat_id: person, name: 'Ann Secretive', email: `ann${person}@secretive.example` };
  const { verification_id: id } = await api.register(asked);
  const [message] = await telegram.untilCodeMessages(person, 1);
  const code = codeOf(message!)!;
  await api.verifyOtp(id, wrongCode(code));
  const { body } = await api.verifyOtp(id, code);
  return { person, user: body.user.id, secrets: [id, code, body.access_token, 'ecretive', '127.0.0.1'] };
}

describe('the audit', () => {
  it('has what administrators did: who, to what, from where, in which request, and when (security 31)', async () => {
    await start();
    const bot = await botId();
    const person = api.nextPerson();
    await reset(bot, 'the-reset');
    const { body: sent } = await app.post<{ id: string }>('/api/admin/deliveries/test', { chat_id: person });
    expect((await reset(1)).status).toBe(404);

    const { entries } = await list('?actor=admin');
    expect(entries.map(({ action, subject, details }) => ({ action, subject, details }))).toEqual([
      { action: 'admin.delivery_tested', subject: { kind: 'delivery', id: sent.id }, details: null },
      { action: 'admin.circuit_reset', subject: { kind: 'bot', id: String(bot) }, details: null },
    ]);
    const [tested, resetting] = entries;
    expect(resetting).toMatchObject({ actor: { kind: 'admin', id: 'key' }, request_id: 'the-reset' });
    expect(tested).toMatchObject({ actor: { kind: 'admin', id: 'development' } });
    expect(tested!.origin).toMatch(/^[\w-]{12}$/);
    expect(tested!.origin).toBe(resetting!.origin);
    expect(tested!.at >= resetting!.at).toBe(true);
    expect(JSON.stringify(entries)).not.toContain(String(person));
  });

  it('has a sign-in from the first word to the last, and no secret, name or address of it (security 32)', async () => {
    await start();
    const { person, user, secrets } = await signIn();
    const { entries } = await list();
    const told = entries.map(({ action }) => action);
    expect(told.toReversed()).toEqual(['sign_in.failed', 'user.created', 'sign_in.succeeded']);
    expect(await actions(`?actor=user:${user}`)).toContain('sign_in.succeeded');
    expect(await actions(`?subject=user:${user}`)).toContain('user.created');
    const everything = JSON.stringify(entries) + (await exported());
    for (const secret of [...secrets, String(person)]) expect(everything).not.toContain(secret);
  });

  it('is leafed through without a gap or a repeat while it grows, and searched by time', async () => {
    await start();
    const bot = await botId();
    for (let act = 0; act < 12; act++) await reset(bot, `act-${act}`);
    const seen: Entry[] = [];
    for (let cursor: string | null = ''; cursor !== null; await reset(bot, 'meanwhile')) {
      const page: List = await list(`?action=admin.circuit_reset&limit=5${cursor && `&cursor=${cursor}`}`);
      seen.push(...page.entries);
      cursor = page.next_cursor;
    }
    expect(seen.map(({ request_id: id }) => id)).toEqual(Array.from({ length: 12 }, (_, at) => `act-${11 - at}`));
    const { at } = seen[6]!;
    const later = await list(`?from=${at}&actor=admin:key&subject=bot:${bot}`);
    expect(later.entries.at(-1)!.at).toBe(at);
    expect((await list(`?to=${at}`)).entries[0]!.at < at).toBe(true);
    expect(await actions('?actor=service')).toEqual([]);
  });

  it('is exported as lines that verify by themselves, and that tell when they were touched', async () => {
    await start();
    const bot = await botId();
    for (let act = 0; act < 9; act++) await reset(bot, `act-${act}`);
    const answer = await fetch(`${app.url}/api/admin/audit/export`);
    expect(answer.headers.get('content-type')).toBe('application/x-ndjson');
    const lines = linesOf(await answer.text());
    expect(lines.map((line) => (JSON.parse(line) as Entry).seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect((JSON.parse(lines[9]!) as Entry).action).toBe('admin.audit_exported');
    const file = join(app.folder, 'audit.jsonl');
    const verdictOn = (text: readonly string[], ...more: string[]) => {
      writeFileSync(file, `${text.join('\n')}\n`);
      return verify(file, ...more);
    };

    const whole = await verdictOn(lines);
    expect(whole).toMatchObject({ code: 0 });
    expect(whole.said).toContain('10 entries, chain intact, from seq 1 to 10\n');
    expect((await verdictOn(lines.slice(3, 6))).said).toContain('3 entries, chain intact, from seq 4 to 6\n');
    const forged = lines.with(4, lines[4]!.replace('act-4', 'act-5'));
    expect(await verdictOn(forged)).toMatchObject({ code: 1, said: expect.stringContaining('broken at entry 5') });
    expect(await verdictOn(lines.toSpliced(4, 1))).toMatchObject({ code: 1 });
    expect((await verdictOn([...lines, 'no entry'])).said).toContain('broken at entry 11');
    const anchor = /\d+:[0-9a-f]{64}/.exec(whole.said)![0];
    expect(await verdictOn(lines, '--anchor', anchor)).toMatchObject({ code: 0 });
    expect((await verdictOn(lines.slice(0, 8), '--anchor', anchor)).said).toContain('broken at entry 9');
    expect((await verify(file, '--anchor', '9')).code).toBe(2);
    expect((await verify('no-such-file')).code).toBe(2);

    const [first, last] = [lines[2]!, lines[5]!].map((line) => (JSON.parse(line) as Entry).at);
    const part = linesOf(await exported(`?from=${first}&to=${last}`)).map((line) => JSON.parse(line) as Entry);
    expect(part[0]).toMatchObject({ at: first });
    expect(part.at(-1)!.at < last!).toBe(true);
    expect((await list('?action=admin.audit_exported')).entries[0]!.details).toEqual({ from: first, to: last });
  });

  it('is verified in the store, by a command that changes nothing', async () => {
    await start();
    const bot = await botId();
    for (let act = 0; act < 3; act++) await reset(bot);
    const intact = { intact: true, entries: 3, from: 1, to: 3, fault: null, next_after: null };
    expect((await app.get('/api/admin/audit/verify')).body).toMatchObject(intact);
    if (!isOnMongo()) {
      const { code, said } = await verify();
      expect(code).toBe(2);
      expect(said).toContain('another process is using the file');
      expect(said).toContain('/api/admin/audit/export');
      await app.signal('SIGTERM');
    }
    expect(await verify()).toEqual({
      code: 0,
      said: expect.stringContaining('3 entries, chain intact, from seq 1 to 3'),
    });
  });

  it('has everything that was answered before a kill, in one chain that goes on after it', async () => {
    await start();
    const bot = await botId();
    const answered: string[] = [];
    const act = async (id: string) => {
      const { status } = await reset(bot, id).catch(() => ({ status: 0 }));
      if (status === 200) answered.push(id);
    };
    const acts = Array.from({ length: 8 }, async (_, hand) => {
      for (let turn = 0; app.isRunning && turn < 1000; turn++) await act(`act-${hand}-${turn}`);
    });
    await until(() => answered.length > 50, 'some acts');
    await app.crash();
    await Promise.all(acts);
    expect((await verify()).code).toBe(0);
    await app.boot();
    await reset(bot, 'afterwards');
    const lines = linesOf(await exported()).map((line) => JSON.parse(line) as Entry);
    const requests = new Set(lines.map(({ request_id: id }) => id));
    expect([...answered, 'afterwards'].filter((id) => !requests.has(id))).toEqual([]);
    expect((await app.get('/api/admin/audit/verify')).body).toMatchObject({ intact: true });
  });

  it('refuses whatever it does not know, and names the field', async () => {
    await start();
    const faults: [query: string, field: string][] = [
      ['action=sign_in.invented', 'action'],
      ['action[$ne]=x', 'action[$ne]'],
      ['actor=somebody', 'actor'],
      ['actor=user:', 'actor'],
      ['actor=user:%00', 'actor'],
      [`actor=user:${'x'.repeat(129)}`, 'actor'],
      ['subject=user', 'subject'],
      ['subject=house:1', 'subject'],
      ['from=yesterday', 'from'],
      ['from=2030-05-17', 'from'],
      ['to=2030-13-01T00:00:00Z', 'to'],
      ['limit=0', 'limit'],
      ['cursor=%27%20OR%201=1', 'cursor'],
      ['order=asc', 'order'],
    ];
    for (const [query, field] of faults) {
      const { status, body } = await app.get<Problem>(`/api/admin/audit?${query}`);
      expect([query, status, body.errors?.map((error) => error.field)]).toEqual([query, 400, [field]]);
    }
    for (const path of ['export?from=now', 'export?action=user.created', 'verify?after=0', 'verify?after=1e3'])
      expect([path, (await app.get(`/api/admin/audit/${path}`)).status]).toEqual([path, 400]);
    expect(await actions()).toEqual([]);
  });

  it('in production is for administrators alone (security 31)', async () => {
    await start({ ...production.settings, DATABASE_URL: 'sqlite:production.sqlite' });
    for (const path of ['audit', 'audit/export', 'audit/verify']) {
      const { status, body } = await app.get<Problem>(`/api/admin/${path}`, { 'x-admin-key': 'x' });
      expect([path, status, body.code]).toEqual([path, 401, 'unauthorized']);
      expect((await app.get(`/api/admin/${path}`, byKey)).status).toBe(200);
    }
  });
});
