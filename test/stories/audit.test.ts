import { wrongCode, type Problem } from '../harness/api';
import { TTL_MS } from '../harness/life';
import { House } from '../harness/house';
import { production } from '../harness/production';
import { codeOf } from '../harness/telegram';
import { time } from '../harness/time';
import { until } from '../harness/until';

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

let house: House;
let telegram: House['telegram'];
let app: House['app'];
let api: House['api'];
/** What others did before is not told again. */
let began: string;

beforeAll(async () => {
  house = await House.open({ ADMIN_API_KEY: production.adminKey });
  ({ telegram, app, api } = house);
});

beforeEach(() => {
  time.pass(1);
  began = time.now().toISOString();
});

afterAll(() => house.close());

const list = async (query = ''): Promise<List> => (await app.get<List>(`/api/admin/audit${query}`)).body;
const actions = async (query = '') => (await list(query)).entries.map(({ action }) => action);
const linesOf = (text: string) => text.split('\n').filter(Boolean);
const exported = async (query = '') => (await app.get<string>(`/api/admin/audit/export${query}`)).body;

const byKey = { 'x-admin-key': production.adminKey };

const botId = async (): Promise<number> =>
  (await app.get<{ circuits: [Circuit] }>('/api/admin/circuits')).body.circuits[0].bot;
/** @returns the id of the request */
async function reset(bot: number): Promise<string> {
  const { status, headers } = await app.post<Circuit>(`/api/admin/circuits/${bot}/reset`, {}, byKey);
  expect(status).toBe(200);
  return headers.get('x-request-id')!;
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
  it('has what each administrator did, to what, from where, in which request, and when (security 31)', async () => {
    const bot = await botId();
    const person = api.nextPerson();
    const requestId = await reset(bot);
    const { body: sent } = await app.post<{ id: string }>('/api/admin/deliveries/test', { chat_id: person });
    expect((await app.post('/api/admin/circuits/1/reset', {}, byKey)).status).toBe(404);

    const { entries } = await list(`?actor=admin&from=${began}`);
    expect(entries.map(({ action, subject, details }) => ({ action, subject, details }))).toEqual([
      { action: 'admin.delivery_tested', subject: { kind: 'delivery', id: sent.id }, details: null },
      { action: 'admin.circuit_reset', subject: { kind: 'bot', id: String(bot) }, details: null },
    ]);
    const [tested, resetting] = entries;
    expect(resetting).toMatchObject({ actor: { kind: 'admin', id: 'key' }, request_id: requestId });
    expect(tested).toMatchObject({ actor: { kind: 'admin', id: 'key' } });
    expect(tested!.origin).toMatch(/^[\w-]{12}$/);
    expect(tested!.origin).toBe(resetting!.origin);
    expect(tested!.at >= resetting!.at).toBe(true);
    expect(JSON.stringify(entries)).not.toContain(String(person));
  });

  it('has a sign-in from the first word to the last, and no secret, name or address of it (security 32)', async () => {
    const { person, user, secrets } = await signIn();
    const { entries } = await list(`?from=${began}`);
    const told = entries.map(({ action }) => action);
    expect(told.toReversed()).toEqual(['sign_in.failed', 'user.created', 'sign_in.succeeded']);
    expect(await actions(`?actor=user:${user}`)).toContain('sign_in.succeeded');
    expect(await actions(`?subject=user:${user}`)).toContain('user.created');
    const everything = JSON.stringify(entries) + (await exported());
    for (const secret of [...secrets, String(person)]) expect(everything).not.toContain(secret);
  });

  it("names a request by an id of ours; a caller's own stands beside it in the log (S17)", async () => {
    const theirs = { ...byKey, 'x-request-id': 'chosen-by-a-caller' };
    const { headers } = await app.post(`/api/admin/circuits/${await botId()}/reset`, {}, theirs);
    const ours = headers.get('x-request-id')!;
    expect(ours).toMatch(/^[\w-]{22}$/);
    expect((await list('?limit=1')).entries[0]!.request_id).toBe(ours);
    const lineOf = () => app.output.split('\n').find((text) => text.includes('"msg":"request"') && text.includes(ours));
    const line = await until(lineOf, 'the log line');
    expect(JSON.parse(line)).toMatchObject({ request_id: ours, caller_request_id: 'chosen-by-a-caller' });
    for (const unfit of ['x'.repeat(65), 'two words', '{"level":"fatal"}'])
      await app.get('/api/app', { 'x-request-id': unfit });
    for (const unfit of ['x'.repeat(65), 'two words', 'fatal']) expect(app.output).not.toContain(unfit);
  });

  it('has wrong admin keys at any door, with how many there were, and not an entry for each (S17)', async () => {
    const paths = ['/api/admin/users', '/metrics', '/api/docs'];
    const wrong = [{ 'x-admin-key': 'x' }, { authorization: 'Bearer y' }, { authorization: `Basic ${btoa('a:z')}` }];
    const guess = async (count: number, and: Record<string, string> = {}) => {
      for (let nth = 0; nth < count; nth++) {
        const headers = { ...wrong[nth % 3], ...and };
        expect((await app.bareRequest('GET', paths[nth % 3]!, undefined, headers)).status).toBe(401);
      }
    };
    const refusals = async () => (await list(`?action=admin_key.refused&from=${began}`)).entries;
    const countOf = async () =>
      Number(/^admin_keys_refused_total (\d+)$/m.exec((await app.get<string>('/metrics')).body)![1]);
    const before = await countOf();
    await app.bareRequest('GET', '/api/admin/users');
    expect(await refusals()).toEqual([]);
    await guess(120);
    const noted = await refusals();
    expect(noted.map(({ details }) => details)).toEqual([{ count: 100 }, { count: 10 }, { count: 1 }]);
    expect(noted[0]).toMatchObject({ actor: { kind: 'anonymous', id: null }, subject: null });
    expect(noted[0]!.origin).toMatch(/^[\w-]{12}$/);
    expect((await countOf()) - before).toBe(120);
    time.pass(3_600_000);
    await guess(1);
    expect((await refusals()).map(({ details }) => details!.count)).toEqual([1, 100, 10, 1]);
  });

  it('has that a chat is paused after three unused messages (S17)', async () => {
    const { person } = await signIn();
    await telegram.untilEmpty(person);
    for (let unused = 0; unused < 3; unused++) {
      time.passChatGap();
      const { verification_id: id } = await api.register({ telegram_chat_id: person });
      await api.untilStatus(id, 'sent');
      time.pass(TTL_MS);
      await telegram.untilEmpty(person);
    }
    const [paused] = await until(async () => {
      const { entries } = await list(`?action=chat.paused&from=${began}`);
      return entries.length > 0 ? entries : undefined;
    }, 'the entry');
    expect(paused).toMatchObject({ actor: { kind: 'system' }, subject: { kind: 'delivery' }, details: null });
    const path = `/api/admin/deliveries/${paused!.subject!.id}`;
    expect((await app.get<{ chat_id: number }>(path)).body.chat_id).toBe(person);
  });

  it('is leafed through without a gap or a repeat while it grows, and searched by time', async () => {
    const bot = await botId();
    const acts: string[] = [];
    for (let act = 0; act < 12; act++) acts.push(await reset(bot));
    const seen: Entry[] = [];
    for (let cursor: string | null = ''; cursor !== null; await reset(bot)) {
      const page: List = await list(
        `?action=admin.circuit_reset&from=${began}&limit=5${cursor && `&cursor=${cursor}`}`,
      );
      seen.push(...page.entries);
      cursor = page.next_cursor;
    }
    expect(seen.map(({ request_id: id }) => id)).toEqual(acts.toReversed());
    const { at } = seen[6]!;
    const later = await list(`?from=${at}&actor=admin:key&subject=bot:${bot}`);
    expect(later.entries.at(-1)!.at).toBe(at);
    expect((await list(`?to=${at}`)).entries[0]!.at < at).toBe(true);
    expect(await actions('?actor=service')).toEqual([]);
  });

  it('is exported as lines, whole or those of a time, and that it was is among them', async () => {
    const bot = await botId();
    const acts: string[] = [];
    for (let act = 0; act < 9; act++) {
      acts.push(await reset(bot));
      time.pass(1);
    }
    const answer = await app.get<string>('/api/admin/audit/export');
    expect(answer.headers.get('content-type')).toBe('application/x-ndjson');
    const lines = linesOf(answer.body).map((line) => JSON.parse(line) as Entry);
    expect(lines.map(({ seq }) => seq)).toEqual(lines.map((_, at) => at + 1));
    expect(lines.at(-1)!.action).toBe('admin.audit_exported');

    const { at: first } = lines.find(({ request_id: id }) => id === acts[3])!;
    const { at: last } = lines.find(({ request_id: id }) => id === acts[6])!;
    const part = linesOf(await exported(`?from=${first}&to=${last}`)).map((line) => JSON.parse(line) as Entry);
    expect(part[0]).toMatchObject({ at: first });
    expect(part.at(-1)!.at < last).toBe(true);
    expect((await list('?action=admin.audit_exported')).entries[0]!.details).toEqual({ from: first, to: last });
  });

  it('is verified in the store', async () => {
    const bot = await botId();
    for (let act = 0; act < 3; act++) await reset(bot);
    const [last] = (await list('?limit=1')).entries;
    const intact = { intact: true, entries: last!.seq, from: 1, to: last!.seq, fault: null, next_after: null };
    expect((await app.get('/api/admin/audit/verify')).body).toMatchObject(intact);
  });

  it('refuses whatever it does not know, and names the field', async () => {
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
    expect(await actions(`?from=${began}`)).toEqual([]);
  });
});
