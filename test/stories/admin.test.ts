import type { Problem } from '../harness/api';
import { TTL_MS } from '../harness/life';
import { House } from '../harness/house';
import type { Answer } from '../harness/http.client';
import { codeOf, tokenOf } from '../harness/telegram';
import { time } from '../harness/time';
import { until } from '../harness/until';

type Receipt = Readonly<{
  id: string;
  success: boolean;
  outcome: string;
  message_id: number | null;
  sent_at: string | null;
  delete_at: string | null;
  chat_id: number;
  error: string | null;
}>;
type Listed = Receipt & Readonly<{ verification_id: string | null; status: string; attempts: number }>;
type Row = Listed &
  Readonly<{ deleted_at: string | null; steps: readonly Readonly<{ kind: string; error: string }>[] }>;
type List = Readonly<{ deliveries: readonly Listed[]; next_cursor: string | null }>;
type Event = Readonly<{ at: string; event: string; error?: string; door?: string; attempts?: number }>;
type Timeline = Readonly<{
  verification_id: string;
  link_id: string;
  app: unknown;
  status: string;
  events: readonly Event[];
}>;
type Circuit = Readonly<{
  bot: number;
  username: string;
  circuit: string;
  held_back_seconds: number;
  held_by: string;
  instance: string;
}>;

/** Telegram wants a second between two messages in a chat. */
const CHAT_PAUSE_MS = 1_000;

let house: House;
let telegram: House['telegram'];
let app: House['app'];
let api: House['api'];

beforeAll(async () => {
  house = await House.open();
  ({ telegram, app, api } = house);
});

afterAll(() => house.close());

const list = async (query = ''): Promise<List> => (await app.get<List>(`/api/admin/deliveries${query}`)).body;
const read = async (id: string): Promise<Row> => (await app.get<Row>(`/api/admin/deliveries/${id}`)).body;
const timeline = async (id: string): Promise<Timeline> =>
  (await app.get<Timeline>(`/api/admin/verifications/${id}/timeline`)).body;
const test = (person: number): Promise<Answer<Receipt & Problem>> =>
  app.post('/api/admin/deliveries/test', { chat_id: person });
const circuit = async (): Promise<Circuit> =>
  (await app.get<{ circuits: [Circuit] }>('/api/admin/circuits')).body.circuits[0];

const deliver = async (person = api.nextPerson()): Promise<string> => {
  const { verification_id: id } = await api.register({ telegram_chat_id: person });
  await api.untilStatus(id, 'sent');
  return id;
};

describe('an operator', () => {
  it('sees a message that failed before it was sent, used and deleted, from the request to its end', async () => {
    const person = api.nextPerson();
    telegram.misbehave({ fault: 'server_error', method: 'sendPhoto' });
    const { verification_id: id } = await api.register({ telegram_chat_id: person, name: 'Ann Secretive' });
    await api.untilStatus(id, 'sent');
    const [message] = await telegram.untilCodeMessages(person, 1);
    const code = codeOf(message!)!;
    const link = tokenOf(await telegram.scan(message!));
    expect((await api.verifyOtp(id, code)).status).toBe(200);
    await until(async () => (await timeline(id)).events.some(({ event }) => event === 'deleted'), 'the deletion');

    const { app: asking, status, events, verification_id, link_id: linkId } = await timeline(id);
    expect(asking).toEqual({ id: 'default', name: 'Telega2Go' });
    expect({ status, verification_id }).toEqual({ status: 'verified', verification_id: linkId });
    expect(await timeline(linkId)).toEqual(await timeline(id));
    expect(events.map(({ event }) => event)).toEqual([
      ...['requested', 'queued', 'send_failed', 'sent', 'verified', 'deleted'],
    ]);
    expect(events[2]).toMatchObject({ error: expect.stringContaining('500') as string, attempts: 1 });
    expect(events[4]).toMatchObject({ door: 'otp' });
    const moments = events.map(({ at }) => at);
    expect(moments).toEqual(moments.toSorted());
    const { deliveries } = await list(`?verification_id=${linkId}`);
    expect(deliveries).toMatchObject([{ verification_id: linkId }]);
    expect(await list(`?verification_id=${id}`)).toEqual({ deliveries, next_cursor: null });
    expect(await list('?verification_id=unknown')).toEqual({ deliveries: [], next_cursor: null });
    const row = await read(deliveries[0]!.id);
    expect(row).toMatchObject({ success: true, status: 'deleted', chat_id: person, attempts: 2 });
    expect(row.steps.map(({ kind }) => kind)).toEqual(['send_again', 'sent', 'deleted']);
    const told = JSON.stringify([events, row, deliveries]);
    for (const secret of [code, link, 'Secretive', 'example.org']) expect(told).not.toContain(secret);
  });

  it('sees how a verification ended that was not used, and one that was cancelled', async () => {
    const { verification_id: unused } = await api.register({ telegram_chat_id: api.nextPerson() });
    const cancelled = (await api.register()).verification_id;
    await app.delete(`/api/verifications/${cancelled}`);
    await api.untilStatus(unused, 'sent');
    time.pass(TTL_MS);
    await until(async () => (await timeline(unused)).status === 'expired', 'the end of the code');
    await until(async () => (await timeline(unused)).events.length === 5, 'the deletion');
    const names = async (id: string) => (await timeline(id)).events.map(({ event }) => event);
    expect((await names(unused)).toSorted()).toEqual(['deleted', 'expired', 'queued', 'requested', 'sent']);
    expect(await names(cancelled)).toEqual(['requested', 'cancelled']);
    expect((await app.get<Problem>('/api/admin/verifications/unknown/timeline')).body.code).toBe(
      'verification_not_found',
    );
  });

  it('leafs through all messages without a gap or a repeat, while new ones arrive', async () => {
    await Promise.all(Array.from({ length: 12 }, () => deliver()));
    const before = (await list('?limit=100')).deliveries.map(({ id }) => id);
    const seen: Listed[] = [];
    let pages = 0;
    for (let cursor: string | null = ''; cursor !== null; pages++) {
      const page: List = await list(`?limit=5${cursor && `&cursor=${cursor}`}`);
      expect(page.deliveries).toHaveLength(Math.min(5, before.length - seen.length));
      seen.push(...page.deliveries);
      cursor = page.next_cursor;
      await deliver();
    }
    expect(pages).toBe(Math.ceil(before.length / 5));
    const ids = seen.map(({ id }) => id);
    expect(ids).toEqual(before);
    expect(ids).toEqual(ids.toSorted().toReversed());
    expect((await list()).deliveries).toHaveLength(before.length + pages);
    const [newest] = (await list('?limit=1')).deliveries;
    expect((await list(`?chat_id=${newest!.chat_id}&status=sent`)).deliveries).toEqual([newest]);
    expect((await list(`?chat_id=${newest!.chat_id}&status=failed`)).deliveries).toEqual([]);
  });

  it('resets a circuit that opened after failures, and messages go out again', async () => {
    await deliver();
    telegram.misbehave({ fault: 'server_error', times: null, method: 'sendPhoto' });
    const waiting = await Promise.all(
      Array.from({ length: 5 }, () => api.register({ telegram_chat_id: api.nextPerson() })),
    );
    const open = await until(async () => {
      const now = await circuit();
      return now.circuit === 'open' ? now : undefined;
    }, 'the circuit to open');
    expect(open.held_back_seconds).toBeGreaterThan(0);
    expect(open.held_by).toBe(open.instance);
    const { body } = await app.get<{ delivery: { error: string } }>(
      `/api/verifications/${waiting[0]!.verification_id}`,
    );
    expect(body).toMatchObject({ status: 'sending', delivery: { error: 'telegram_timeout' } });
    telegram.world.faults.clear();
    const answer = await app.post<Circuit>(`/api/admin/circuits/${open.bot}/reset`, {});
    expect(answer.body).toEqual({ ...open, circuit: 'closed', held_back_seconds: 0 });
    time.pass(CHAT_PAUSE_MS);
    for (const { verification_id: id } of waiting)
      expect((await api.untilStatus(id, 'sent')).delivery.error).toBeNull();
    await until(() => app.output.includes('admin.circuit_reset'), 'the log line');
    expect((await app.post('/api/admin/circuits/1/reset', {})).status).toBe(404);
    expect((await app.post<Problem>('/api/admin/circuits/all/reset', {})).body.errors![0]!.field).toBe('bot');
  });
});

describe('a test message', () => {
  it('arrives, and is gone when its time is over, and not before', async () => {
    const person = api.nextPerson();
    const { status, body } = await test(person);
    const there = { success: true, outcome: 'sent', chat_id: person, error: null };
    expect({ status, body }).toMatchObject({ status: 200, body: there });
    const [message] = await telegram.messages(person);
    expect(message).toMatchObject({
      message_id: body.message_id,
      text: 'Telega2Go: a test message; it deletes itself',
      buttons: [],
    });
    expect(Date.parse(body.delete_at!) - Date.parse(body.sent_at!)).toBe(TTL_MS);
    time.pass(TTL_MS);
    await until(async () => (await telegram.messages(person)).length === 0, 'the message to be gone');
    await until(async () => (await read(body.id)).status === 'deleted', 'that to be written down');
    const { deleted_at: deletedAt, verification_id } = await read(body.id);
    expect(verification_id).toBeNull();
    expect(Date.parse(deletedAt!)).toBeGreaterThanOrEqual(Date.parse(body.delete_at!));
    await until(() => app.output.includes('admin.delivery_tested'), 'the log line');
  });

  it('says why it cannot arrive, once', async () => {
    const person = api.nextPerson();
    telegram.misbehave({ fault: 'forbidden', method: 'sendMessage' });
    const { status, body } = await test(person);
    expect(status).toBe(200);
    const nothing = { success: false, message_id: null, sent_at: null, delete_at: null, chat_id: person };
    expect(body).toEqual({ ...nothing, outcome: 'not_sent', id: body.id, error: 'bot_blocked' });
    expect((await read(body.id)).error).toContain('403');
    time.pass(CHAT_PAUSE_MS);
    expect((await test(person)).body).toMatchObject({ success: true });
  });

  it.each(['lost_answer', 'silence_after'] as const)(
    'says that it may or may not be in the chat, where Telegram took it and did not answer: %s',
    async (fault) => {
      const person = api.nextPerson();
      telegram.misbehave({ fault, method: 'sendMessage', chatId: person });
      const answer = test(person);
      if (fault === 'silence_after') await until(async () => (await telegram.messages(person)).length > 0, 'the call');
      const { body } = await answer;
      expect(await telegram.messages(person)).toHaveLength(1);
      expect(body).toMatchObject({ success: false, outcome: 'unknown', error: 'telegram_timeout', message_id: null });
      expect((await read(body.id)).error).toMatch(/^unknown outcome: /);
    },
  );

  it('is refused while the bot must not send for longer than a request may wait', async () => {
    telegram.misbehave({ fault: 'rate_limit', seconds: 60, method: 'sendMessage' });
    const person = api.nextPerson();
    await test(person);
    const { status, body, headers } = await test(person);
    expect([status, body.code]).toEqual([503, 'overloaded']);
    const retryAfter = Number(headers.get('retry-after'));
    expect(retryAfter).toBeGreaterThan(0);
    time.pass(retryAfter * 1000);
    expect((await test(person)).body).toMatchObject({ success: true });
  });
});

describe('the admin calls', () => {
  it("are no lines in the log where an operators' page repeats them, and are where they change or refuse something", async () => {
    const printed = app.output.length;
    for (const path of ['stats', 'stats/series', 'circuits', 'deliveries', 'audit'])
      expect((await app.get(`/api/admin/${path}`)).status).toBe(200);
    expect((await app.get('/api/admin/deliveries?limit=0')).status).toBe(400);
    expect((await app.post(`/api/admin/circuits/${(await circuit()).bot}/reset`, {})).status).toBe(200);
    const said = () =>
      app.output
        .slice(printed)
        .split('\n')
        .filter((line) => line.includes('"msg":"request"'));
    const routes = () => said().map((line) => (JSON.parse(line) as { route: string }).route);
    await until(() => routes().length >= 2, 'the log lines');
    expect(routes()).toEqual(['/api/admin/deliveries', '/api/admin/circuits/:bot/reset']);
  });

  it('refuse whatever they do not know, and name the field', async () => {
    const faults: [query: string, field: string][] = [
      ['limit=0', 'limit'],
      ['limit=101', 'limit'],
      ['limit=1e1', 'limit'],
      ['limit=', 'limit'],
      ['limit=5&limit=6', 'limit'],
      ['status=gone', 'status'],
      ['status=sent&status=failed', 'status'],
      ['chat_id=-5', 'chat_id'],
      ['chat_id=9999999999999999', 'chat_id'],
      ['chat_id[$gt]=1', 'chat_id[$gt]'],
      ['verification_id[$ne]=x', 'verification_id[$ne]'],
      [`verification_id=${'x'.repeat(65)}`, 'verification_id'],
      ['cursor=%00', 'cursor'],
      ['cursor=%27%20OR%201=1', 'cursor'],
      ['order=asc', 'order'],
      ['__proto__=1', '__proto__'],
    ];
    for (const [query, field] of faults) {
      const { status, body } = await app.get<Problem>(`/api/admin/deliveries?${query}`);
      expect([query, status, body.errors?.map((error) => error.field)]).toEqual([query, 400, [field]]);
    }
    for (const body of [{}, { chat_id: '5' }, { chat_id: -5 }, { chat_id: 5, text: 'x' }, { chat_id: { $gt: 1 } }])
      expect((await app.post('/api/admin/deliveries/test', body)).status).toBe(400);
    expect((await app.get('/api/admin/deliveries/unknown')).status).toBe(404);
  });
});
